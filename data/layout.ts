import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from './DataFolderError.ts';

/**
 * Of the folder as a whole. It grows when something moves, or changes its format in a way that the part itself does
 * not mend when it opens; a step of `migrate.ts` leads away from each older one. docs/data-folder.md describes it.
 */
export const LAYOUT = 2;

export const PARTS = ['queues', 'tables', 'events', 'bucket'] as const;
/** What is SQLite's, by its path in the folder. What is in `tables` is LevelDB's. */
export const DATABASES = ['queues/fauxqs.db', 'events/events.db', 'bucket/s3.db'] as const;

/** What can be made again of the parts: no backup has it, and it goes where they are replaced. */
export const CACHE = 'cache';

export const LAYOUT_FILE = 'layout.json';
/** Work under way, of no worth once whoever did it is dead: `copying` for a backup, `preparing` for what comes next. */
export const COPYING = 'copying';
export const PREPARING = 'preparing';
/** Whole: its parts take the place of the folder's, whoever opens it next. */
export const REPLACING = 'replacing';

const PROGRAM = 'face-inbox';

/** What says of which layout a folder, or a backup, is. */
export function layoutText(layout: number, more: object = {}): string {
  return `${JSON.stringify({ program: PROGRAM, layout, ...more })}\n`;
}

/** @returns undefined for what is not of this program, or says nothing that can be understood. */
export function parseLayout(text: string): number | undefined {
  try {
    const { program, layout } = JSON.parse(text) as Record<string, unknown>;
    return program === PROGRAM && Number.isSafeInteger(layout) && Number(layout) > 0
      ? Number(layout)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @returns undefined where the folder does not say.
 * @throws DataFolderError where it says what is none
 */
export function readLayout(folder: string): number | undefined {
  const file = join(folder, LAYOUT_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const layout = parseLayout(text);
  if (layout !== undefined) return layout;
  throw new DataFolderError(
    `${file} says ${JSON.stringify(text.slice(0, 80))}, but must say which layout of face-inbox the folder has, ` +
      `as in ${layoutText(LAYOUT).trim()}. Put it back as it was, or choose another folder: npm start -- --data DIR`,
  );
}

/** The old or the new number, whatever is killed when. */
export function writeLayout(folder: string, layout: number): void {
  const file = join(folder, LAYOUT_FILE);
  writeFileSync(`${file}.new`, layoutText(layout), { flush: true });
  renameSync(`${file}.new`, file);
}
