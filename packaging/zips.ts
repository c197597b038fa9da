import { basename, dirname, join } from 'node:path';
import type { Architecture } from './architecture.ts';

const BUILD = join(import.meta.dirname, '../build');

/** Where a function's zip lies; no part of the repository. `file` is the handler's, as in the topology. */
export function zipPath(file: string, architecture: Architecture): string {
  return join(BUILD, architecture, `${basename(dirname(file))}.zip`);
}
