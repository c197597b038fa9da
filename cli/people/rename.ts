import { folderOf } from '../../config/keys.ts';
import { checkRename, type Names } from '../../people/rename/checkRename.ts';
import { renamePerson } from '../../people/rename/renamePerson.ts';
import { printable } from '../../terminal/printable.ts';
import { confirm } from '../confirm.ts';
import type { Connection } from '../connect.ts';
import { counted } from '../formats.ts';
import { answer, note } from '../print.ts';
import { telling } from '../progress.ts';

export interface Renaming {
  yes?: boolean;
  /** Waits so many seconds for each photo, and until removals are recorded. */
  timeout: number;
}

/** Asks before two are made one, and says what was done. */
export async function rename(
  connection: Connection,
  kind: 'rename' | 'merge',
  { from, to }: Names,
  { yes, timeout }: Renaming,
  signal: AbortSignal,
): Promise<void> {
  const is = await checkRename(connection, kind, { from, to }, signal);
  if (is === 'begun') note(`Going on with renaming ${from} to ${to}.`);
  if (kind === 'merge' && !yes)
    await confirm(
      printable(
        `Make ${from} and ${to} one person, called ${to}? Nobody can tell their photos apart afterwards.`,
      ),
      'Who is merged cannot be told apart any more',
      signal,
    );
  const { photos, results } = await renamePerson(connection, { from, to }, { timeout, signal, telling });
  answer(
    printable(
      `${from} is ${to} now: ${counted(photos, 'photo')} moved to ${folderOf(to)}, ${counted(results, 'result')} revised.`,
    ),
  );
}
