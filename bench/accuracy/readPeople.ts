import { basename, join } from 'node:path';
import { AccuracyError } from './AccuracyError.ts';
import { listPhotos } from './listPhotos.ts';
import type { LabelledPhoto, PhotoSet } from './PhotoSet.ts';

interface Choice {
  /** Names of folders that are no people. */
  except: string[];
  /** At most so many photos a person, the first by name. */
  limit?: number | undefined;
}

/**
 * A folder a person, the photos in it. What lies deeper is not read: a folder that holds folders and no photos is a
 * set of its own.
 * @throws AccuracyError where that makes no photos, one person only, or nobody with two photos; or where there is no
 * folder to leave out of that name.
 */
export async function readPeople(directory: string, { except, limit }: Choice): Promise<PhotoSet> {
  const top = await listPhotos(directory);
  for (const name of except)
    if (!top.folders.includes(name))
      throw new AccuracyError(
        `--except names ${JSON.stringify(name)}, and ${directory} has no such folder. ` +
          `It has: ${top.folders.join(', ') || 'none'}.`,
      );
  const leftOut = top.photos.length > 0 ? [`${top.photos.length} photos that lie in no person's folder`] : [];
  const people: LabelledPhoto[][] = [];
  for (const person of top.folders) {
    const { photos, folders } = await listPhotos(join(directory, person));
    if (except.includes(person)) leftOut.push(`${person}: by --except`);
    else if (photos.length > 0) people.push(labelled(directory, person, photos.slice(0, limit)));
    else
      leftOut.push(
        folders.length > 0
          ? `${person}: folders and no photos; if it is a set, give it by itself`
          : `${person}: no photos`,
      );
  }
  checkEnough(directory, people);
  return { photos: people.flat(), leftOut };
}

function labelled(directory: string, person: string, files: string[]): LabelledPhoto[] {
  return files.map((file) => ({ person, name: `${person}/${file}`, file: join(directory, person, file) }));
}

function checkEnough(directory: string, people: LabelledPhoto[][]): void {
  const rule = 'A set is a folder a person, the photos of the person in it';
  if (people.length === 0)
    throw new AccuracyError(
      `${directory} has no folder with photos in it. ${rule}; give the folder above them.`,
    );
  if (people.length === 1)
    throw new AccuracyError(
      `${directory} has photos of one person only (${people[0]![0]!.person}), and at least 2 people are compared. ` +
        `${rule}; ${basename(directory)} may itself be one person's: then give the folder above it.`,
    );
  if (people.every(({ length }) => length < 2))
    throw new AccuracyError(
      `${directory} has ${people.length} people with one photo each, and somebody must have two to be compared. ` +
        'Add photos, or raise --limit.',
    );
}
