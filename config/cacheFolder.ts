import { homedir } from 'node:os';
import { extname, isAbsolute, join } from 'node:path';

/**
 * Whether this is the installed package, whose code is `.js`: in the repository it is `.ts`, and of a function for Lambda
 * `.mjs`. The package's own folder may belong to somebody else, so nothing is ever written there.
 */
export const IS_PACKAGE = extname(import.meta.filename) === '.js';

/**
 * Where the user's programs keep what can be made again (XDG Base Directory Specification, `XDG_CACHE_HOME`, which counts
 * only where it is absolute; macOS has a place of its own).
 */
export function cacheFolder(
  environment: Record<string, string | undefined> = process.env,
  platform = process.platform,
): string {
  const { XDG_CACHE_HOME: xdg = '' } = environment;
  const home = environment.HOME || homedir();
  if (isAbsolute(xdg)) return join(xdg, 'face-inbox');
  return join(home, platform === 'darwin' ? 'Library/Caches' : '.cache', 'face-inbox');
}
