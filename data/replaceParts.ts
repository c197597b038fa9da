import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { COPYING, LAYOUT_FILE, PREPARING, REPLACING } from './layout.ts';

/** An empty folder within `folder`, for what is to take the place of parts of it: with `replaceParts`, or never. */
export function prepareParts(folder: string): string {
  const into = join(folder, PREPARING);
  removeAll(into);
  mkdirSync(into, { mode: 0o700 });
  return into;
}

/**
 * What is prepared takes the place of what has the same name: a folder, a file. One rename decides: whoever is
 * killed before it leaves the folder as it was; whoever is killed after it leaves the rest to the next `tidyFolder`.
 * The caller holds the lock.
 */
export function replaceParts(folder: string): void {
  renameSync(join(folder, PREPARING), join(folder, REPLACING));
  tidyFolder(folder);
}

/** Ends what a process that was killed had decided, and removes what it had not. The caller holds the lock. */
export function tidyFolder(folder: string): void {
  removeAll(join(folder, COPYING));
  removeAll(join(folder, PREPARING));
  const from = join(folder, REPLACING);
  if (!existsSync(from)) return;
  // A name that is missing here has its place already. The layout's number comes last, with all that it speaks of.
  for (const name of readdirSync(from).sort(
    (a, b) => Number(a === LAYOUT_FILE) - Number(b === LAYOUT_FILE),
  )) {
    removeAll(join(folder, name));
    renameSync(join(from, name), join(folder, name));
  }
  removeAll(from);
}

function removeAll(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
