import { whoToEnrol } from '../../config/keys.ts';
import { rebuildSnapshots } from '../../galleries/rebuildSnapshots.ts';
import {
  type Proof,
  type Swept,
  searchPerson,
  sweepPerson,
  unenrolPerson,
} from '../../store/forgetPerson.ts';
import { forgetKept } from '../../store/unknown/forgetKept.ts';
import type { Inbox } from '../Inbox.ts';
import { deletePhotos } from './deletePhotos.ts';
import { forgetLetters } from './forgetLetters.ts';
import { type Waiting, waitUntilDone } from './waitUntilDone.ts';

export interface Erasure extends Swept {
  person: string;
  deleted: number;
  letters: number;
  /** Photos whose removal the functions have not recorded yet. */
  queued: string[];
  proof: Proof;
}

/**
 * From the outside to the inside: what a part could write anew is gone before that part is swept.
 * @param keys of all photos that enrol the person
 */
export async function erasePerson(
  inbox: Inbox,
  person: string,
  keys: string[],
  waiting: Waiting,
): Promise<Erasure> {
  const { store, settings, s3 } = inbox;
  const isTheirs = (key: string) => whoToEnrol(key, settings) === person;
  // First: the functions take who was found by a photo for unknown again when it goes.
  await forgetKept(store, person, isTheirs);
  await deletePhotos(inbox, keys, 'Nothing was erased from the tables yet.');
  await unenrolPerson(store, person);
  const letters = await forgetLetters(inbox, person, waiting.signal);
  const queued = await waitUntilDone(inbox, keys, waiting);
  // Before the log of changes is searched too: who misses an entry of it begins with this snapshot.
  if (settings.galleryKind === 'index')
    await rebuildSnapshots(store, { s3, bucket: settings.galleriesBucket });
  const swept = await sweepPerson(store, person, isTheirs);
  const proof = await searchPerson(store, person, isTheirs);
  return { person, deleted: keys.length, letters, queued, ...swept, proof };
}
