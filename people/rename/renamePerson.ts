import { setTimeout } from 'node:timers/promises';
import pMap from 'p-map';
import { addAlias, dropAlias } from '../../store/aliases.ts';
import { enrolledPhotos } from '../../store/people.ts';
import { type Renaming, renamedFaces } from '../../store/renamedFaces.ts';
import { resultsNaming } from '../../store/resultsNaming.ts';
import { revise } from '../../store/revise.ts';
import { reviseTracks } from '../../store/reviseTracks.ts';
import { tellAll } from '../../store/unknown/changeGroups.ts';
import { renameKept } from '../../store/unknown/renameKept.ts';
import { waitUntilDone } from '../forget/waitUntilDone.ts';
import type { Inbox } from '../Inbox.ts';
import { isOf } from '../keysOf.ts';
import { PeopleError } from '../PeopleError.ts';
import { photosOf } from '../photosOf.ts';
import type { Telling } from '../Telling.ts';
import type { Names } from './checkRename.ts';
import { movePhotos } from './movePhotos.ts';
import { newKey } from './newKey.ts';
import { renaming } from './renaming.ts';

export interface RenameOptions {
  /** Waits so many seconds for each photo, and until removals are recorded. */
  timeout: number;
  signal: AbortSignal;
  telling: Telling;
}

const LOOK_EVERY_MS = 250;
const REVISED_AT_ONCE = 8;

/**
 * In such an order that every reader at every moment finds one name, and every step can be done again: first the alias, which
 * makes one person of the two; then the photos, one after the other; when no function is at work that knows nothing of the alias,
 * the results; at last the alias goes. Whether it may be is asked before, by `checkRename`.
 * @throws PeopleError
 */
export async function renamePerson(
  inbox: Inbox,
  { from, to }: Names,
  options: RenameOptions,
): Promise<{ photos: number; results: number }> {
  const { store } = inbox;
  const { signal } = options;
  const other = await addAlias(store, from, to);
  if (other) throw renaming(other);
  let photos = 0;
  let results = 0;
  for (;;) {
    const keys = await photosOf(inbox, from, signal);
    photos += await movePhotos(inbox, { from, to, keys }, options);
    const change = await changeOf(inbox, { from, to });
    // Before the wait: who begins after this knows unknown faces by the new name alone.
    await renameKept(store, change);
    await waitForTheOld(inbox, from, options);
    results += await reviseResults(inbox, from, change, options);
    await tellAll(store, { signal, onStart() {}, onTold() {} });
    // What was dropped at the old name meanwhile goes the same way.
    if ((await photosOf(inbox, from, signal)).length === 0) break;
  }
  await dropAlias(store, from);
  return { photos, results };
}

/**
 * Until nobody is enrolled by the old name, and no function is at work any more that may not know of the alias.
 * @throws PeopleError where the removals of the old photos are not recorded in time; the alias stays in force
 */
async function waitForTheOld(
  inbox: Inbox,
  from: string,
  { timeout, signal, telling }: RenameOptions,
): Promise<void> {
  const onWait = () => telling.note('Waiting for what is at work to end ...');
  await waitUntilDone(inbox, [], { seconds: timeout, signal, onWait });
  const until = performance.now() + timeout * 1000;
  for (;;) {
    const left = await enrolledPhotos(inbox.store, from);
    if (left.length === 0) return;
    // Dropped meanwhile: the next round moves it.
    if ((await photosOf(inbox, from, signal)).length > 0) return;
    if (performance.now() > until)
      throw new PeopleError(
        'failed',
        `The removal of ${left[0]!.photo} is still queued after ${timeout} s. Both names mean one person until that is done.\n` +
          'Run the same command again; if that does not help: npx face-inbox reconcile',
      );
    await setTimeout(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Who is called otherwise, and where each photo lies by now. */
async function changeOf({ store, settings }: Inbox, { from, to }: Names): Promise<Renaming> {
  const there = new Set((await enrolledPhotos(store, to)).map(({ photo }) => photo));
  return {
    called: (person) => (person === from ? to : person),
    placed: (photo) => (isOf(from, photo, settings) ? newKey(photo, { from, to }, there) : photo),
  };
}

/** @returns how many were revised */
async function reviseResults(
  { store, settings }: Inbox,
  from: string,
  change: Renaming,
  { signal, telling }: RenameOptions,
): Promise<number> {
  const isTheirs = (key: string) => isOf(from, key, settings);
  const images: string[] = [];
  for await (const image of resultsNaming(store, from, isTheirs)) images.push(image);
  if (images.length === 0) return 0;
  const progress = telling.begin(images.length, 'results');
  let count = 0;
  const one = async (image: string) => {
    const done =
      (await revise(store, image, ({ faces }) => renamedFaces(faces, change))) ||
      (await reviseTracks(store, image, (tracks) => renamedFaces(tracks, change)));
    if (done) count++;
    progress.done(`revised: ${image}`);
  };
  try {
    await pMap(images, one, { concurrency: REVISED_AT_ONCE, signal });
  } finally {
    progress.stop();
  }
  return count;
}
