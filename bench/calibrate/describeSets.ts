import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AccuracyError } from '../accuracy/AccuracyError.ts';
import type { Describer, WhichFace } from '../accuracy/Describer.ts';
import { describeAll } from '../accuracy/describeAll.ts';
import { listPhotos } from '../accuracy/listPhotos.ts';
import { readPeople } from '../accuracy/readPeople.ts';

export interface Sets {
  /** Folders of people, whose largest face in a photo counts. */
  people: string[];
  /** The same where the face nearest the middle counts. */
  middle: string[];
  /** Photos, or folders of them, in each of which all are different people, and alike. */
  strangers: string[];
  /** Names of folders that are no people. */
  except: string[];
}

export interface Described {
  people: { person: string; descriptor: Float32Array }[];
  /** Of each photo its faces. */
  strangers: Float32Array[][];
}

/**
 * The usable faces of all sets. A person of the same name in two sets is the same one.
 * @throws AccuracyError where a set is none.
 */
export async function describeSets(sets: Sets, describer: Describer): Promise<Described> {
  const described: Described = { people: [], strangers: [] };
  const take = async (folder: string, which: WhichFace) => {
    const { folders } = await listPhotos(folder);
    const except = sets.except.filter((name) => folders.includes(name));
    const { photos } = await readPeople(folder, { except });
    for (const { person, face } of await describeAll(photos, describer, which))
      if (face?.usable) described.people.push({ person, descriptor: face.descriptor });
  };
  for (const folder of sets.people) await take(folder, 'largest');
  for (const folder of sets.middle) await take(folder, 'middle');
  for (const path of sets.strangers)
    for (const file of await photosOf(path))
      described.strangers.push(await describer.everybody(await readFile(file)));
  return described;
}

async function photosOf(path: string): Promise<string[]> {
  const about = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new AccuracyError(
      `--strangers names ${path}, which cannot be read (${cause.code}). Correct the path.`,
    );
  });
  return about.isDirectory() ? (await listPhotos(path)).photos.map((name) => join(path, name)) : [path];
}
