import { addPendingIndex } from './addPendingIndex.ts';
import { DataFolderError } from './DataFolderError.ts';
import { LAYOUT, writeLayout } from './layout.ts';
import { prepareParts, replaceParts } from './replaceParts.ts';

/**
 * Leads from one layout to the next: writes into `into` what is to take the place of parts of `folder`, and changes
 * nothing in `folder` itself, so that it can be killed at any moment. What is large and stays as it is can be linked.
 */
export type Step = (folder: string, into: string) => void | Promise<void>;

/** The layout that this program needs, and by each older one the step that leads away from it. */
export interface Migrations {
  layout: number;
  steps: Record<number, Step>;
}

export const MIGRATIONS: Migrations = { layout: LAYOUT, steps: { 1: addPendingIndex } };

/**
 * The caller holds the lock.
 * @throws DataFolderError where there is no way; nothing is changed then.
 */
export async function migrate(
  folder: string,
  from: number,
  { layout, steps }: Migrations = MIGRATIONS,
): Promise<void> {
  checkWay(folder, from, { layout, steps });
  for (let at = from; at < layout; at++) {
    const into = prepareParts(folder);
    await steps[at]!(folder, into);
    writeLayout(into, at + 1);
    replaceParts(folder);
  }
}

/** @throws DataFolderError where this program has no way from that layout to its own. */
export function checkWay(folder: string, from: number, { layout, steps }: Migrations = MIGRATIONS): void {
  const needed = Array.from({ length: Math.max(0, layout - from) }, (_, index) => from + index);
  if (from > layout)
    throw new DataFolderError(
      `${folder} has layout ${from}, and this program knows layouts up to ${layout}. ` +
        'Start the newer face-inbox that wrote it, or choose another folder: npm start -- --data DIR',
    );
  const missing = needed.find((step) => !steps[step]);
  if (missing !== undefined)
    throw new DataFolderError(
      `${folder} has layout ${from}, this program needs ${layout} and knows no way from ${missing} to ${missing + 1}. ` +
        'Start an older face-inbox that does on it once, or choose another folder: npm start -- --data DIR',
    );
}
