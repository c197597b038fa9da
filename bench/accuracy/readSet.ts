import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AccuracyError } from './AccuracyError.ts';
import type { PhotoSet } from './PhotoSet.ts';
import type { Options } from './parseOptions.ts';
import { readPairs } from './readPairs.ts';
import { readPeople } from './readPeople.ts';

/**
 * The set that the options name: by the pairs of `--pairs` or of the folder's own pairs.txt, else all of its people.
 * @throws AccuracyError where there is no such folder or file, or it is no set.
 */
export async function readSet({ directory, pairs, except, limit }: Options): Promise<PhotoSet> {
  if (!(await kindOf(directory))?.isDirectory())
    throw new AccuracyError(
      `${directory} is no folder. Give one that holds a folder a person, with the person's photos in it.`,
    );
  const own = join(directory, 'pairs.txt');
  const file = pairs ?? ((await kindOf(own))?.isFile() ? own : undefined);
  if (file === undefined) return readPeople(directory, { except, limit });
  if (!(await kindOf(file))?.isFile())
    throw new AccuracyError(`--pairs is ${file}, and there is no such file. Give one like LFW's pairs.txt.`);
  if (except.length > 0 || limit !== undefined)
    throw new AccuracyError(
      `${file} says which photos are compared, so --except and --limit cannot be used with it. ` +
        'Leave them out, or move the file away to compare all photos of the folder.',
    );
  return readPairs(directory, file);
}

async function kindOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
