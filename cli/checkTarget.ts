import { lstat } from 'node:fs/promises';
import { CommandError, EXIT } from './CommandError.ts';

/**
 * Before the work: whether `file` may be written.
 * @param example of a name, for who has named a folder
 * @throws CommandError
 */
export async function checkTarget(file: string, force = false, example = 'inbox.tar'): Promise<void> {
  const there = await lstat(file).catch(() => undefined);
  if (there === undefined || (there.isFile() && force)) return;
  throw new CommandError(
    EXIT.usage,
    there.isFile()
      ? `${file} is there already, and nothing is written over. Name another file, or add --force.`
      : `${file} is no file that can be written over. Name a file, such as ${example}.`,
  );
}
