import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheFolder, IS_PACKAGE } from '../config/cacheFolder.ts';

const FOLDER = IS_PACKAGE
  ? join(cacheFolder(), 'compiled')
  : join(import.meta.dirname, '../node_modules/.cache/face-inbox');

/**
 * Keeps what Node.js makes of each file that is loaded from now on, TypeScript without its types and compiled code, for
 * the next process; it is known by the file's content. Where the folder cannot be written, nothing is kept.
 */
export function cacheCode(): void {
  enableCompileCache(FOLDER);
}
