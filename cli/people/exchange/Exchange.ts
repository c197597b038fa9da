import { stat } from 'node:fs/promises';
import { CommandError, EXIT } from '../../CommandError.ts';

/** In what form people go out and come in. */
export type Format = 'jsonl' | 'folder' | 'csv';
export const FORMATS: Format[] = ['jsonl', 'folder', 'csv'];

/** By the name's ending where it is not said; whatever has none of them, or is a folder, is a folder. */
export async function formatOf(path: string, said: Format | undefined): Promise<Format> {
  if (said) return said;
  if (await isFolder(path)) return 'folder';
  if (/\.(jsonl|ndjson)$/i.test(path)) return 'jsonl';
  if (/\.csv$/i.test(path)) return 'csv';
  if (/\.[a-z0-9]{2,5}$/i.test(path))
    throw new CommandError(
      EXIT.usage,
      `What ${path} is to be, its name does not tell: .jsonl or .csv would, and a folder has no ending. ` +
        `Say it with --format, one of ${FORMATS.join(', ')}.`,
    );
  return 'folder';
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  );
}
