import { setTimeout } from 'node:timers/promises';
import pMap from 'p-map';
import { photosOf } from '../../../api/writes/photosOf.ts';
import { folderOf, partsOf } from '../../../config/keys.ts';
import { addAlias, dropAlias, readAliases } from '../../../store/aliases.ts';
import { enrolsHere } from '../../../store/enrolsHere.ts';
import { enrolledPhotos } from '../../../store/people.ts';
import { type Renaming, renamedFaces } from '../../../store/renamedFaces.ts';
import { resultsNaming } from '../../../store/resultsNaming.ts';
import { revise } from '../../../store/revise.ts';
import { reviseTracks } from '../../../store/reviseTracks.ts';
import { seenSpan } from '../../../store/sightings.ts';
import { tellAll } from '../../../store/unknown/changeGroups.ts';
import { renameKept } from '../../../store/unknown/renameKept.ts';
import { printable } from '../../../terminal/printable.ts';
import { CommandError, EXIT } from '../../CommandError.ts';
import { confirm } from '../../confirm.ts';
import type { Connection } from '../../connect.ts';
import { waitUntilDone } from '../../forget/waitUntilDone.ts';
import { counted } from '../../formats.ts';
import { answer, note } from '../../print.ts';
import { showProgress } from '../../progress.ts';
import { isOf, nobodyCalled } from '../names.ts';
import { movePhotos } from './movePhotos.ts';
import { newKey } from './newKey.ts';
import { renaming } from './renaming.ts';

export interface RenameOptions {
  yes?: boolean;
  /** Waits so many seconds for each photo, and until removals are recorded. */
  timeout: number;
}

/** What one is called who is renamed, and what it is to be. */
interface Names {
  from: string;
  to: string;
}

const LOOK_EVERY_MS = 250;
const REVISED_AT_ONCE = 8;

/**
 * In such an order that every reader at every moment finds one name, and every step can be done again: first the alias, which
 * makes one person of the two; then the photos, one after the other; when no function is at work that knows nothing of the alias,
 * the results; at last the alias goes.
 */
export async function renamePerson(
  connection: Connection,
  kind: 'rename' | 'merge',
  { from, to }: Names,
  options: RenameOptions,
  signal: AbortSignal,
): Promise<void> {
  const { store } = connection;
  await check(connection, kind, { from, to }, signal);
  if (kind === 'merge' && !options.yes)
    await confirm(
      printable(
        `Make ${from} and ${to} one person, called ${to}? Nobody can tell their photos apart afterwards.`,
      ),
      'Who is merged cannot be told apart any more',
      signal,
    );
  const other = await addAlias(store, from, to);
  if (other) throw renaming(other);
  let moved = 0;
  let results = 0;
  for (;;) {
    const keys = await photosOf(connection, from, signal);
    moved += await movePhotos(connection, { from, to, keys }, options.timeout, signal);
    const change = await changeOf(connection, { from, to });
    // Before the wait: who begins after this knows unknown faces by the new name alone.
    await renameKept(store, change);
    await waitForTheOld(connection, from, options, signal);
    results += await reviseResults(connection, from, change, signal);
    await tellAll(store, { signal, onStart() {}, onTold() {} });
    // What was dropped at the old name meanwhile goes the same way.
    if ((await photosOf(connection, from, signal)).length === 0) break;
  }
  await dropAlias(store, from);
  answer(
    printable(
      `${from} is ${to} now: ${counted(moved, 'photo')} moved to ${folderOf(to)}, ${counted(results, 'result')} revised.`,
    ),
  );
}

/** @throws CommandError where the one cannot become the other; not where that is under way already */
async function check(
  connection: Connection,
  kind: 'rename' | 'merge',
  { from, to }: Names,
  signal: AbortSignal,
): Promise<void> {
  const { store } = connection;
  if (from === to)
    throw new CommandError(EXIT.usage, `${JSON.stringify(from)} is both names. Give two different ones.`);
  if (partsOf(from).collection !== partsOf(to).collection)
    throw new CommandError(
      EXIT.usage,
      `${from} and ${to} are of two collections, which have nothing to do with each other. ` +
        `Copy the photos from ${folderOf(from)} to ${folderOf(to)}, then: npx face-inbox people remove`,
    );
  if (!(await enrolsHere(store)))
    throw new CommandError(
      EXIT.usage,
      `People are enrolled in ${store.homeRegion} alone (HOME_REGION). Rename them there.`,
    );
  if ((await readAliases(store)).get(from) === to) return note(`Going on with renaming ${from} to ${to}.`);
  if (!(await isKnown(connection, from, signal))) throw nobodyCalled(from, 'is enrolled or was seen');
  const isThere = await isKnown(connection, to, signal);
  if (kind === 'rename' && isThere)
    throw new CommandError(
      EXIT.usage,
      `${JSON.stringify(to)} is somebody already, who is enrolled or was seen. Choose another name, or make one person of ` +
        'the two: npx face-inbox people merge',
    );
  if (kind === 'merge' && !isThere) throw nobodyCalled(to, 'is enrolled or was seen');
}

async function isKnown(connection: Connection, person: string, signal: AbortSignal): Promise<boolean> {
  const { store } = connection;
  const [enrolled, seen, photos] = await Promise.all([
    enrolledPhotos(store, person),
    seenSpan(store, person),
    photosOf(connection, person, signal),
  ]);
  return enrolled.length > 0 || seen.count > 0 || photos.length > 0;
}

/**
 * Until nobody is enrolled by the old name, and no function is at work any more that may not know of the alias.
 * @throws CommandError where the removals of the old photos are not recorded in time; the alias stays in force
 */
async function waitForTheOld(
  connection: Connection,
  from: string,
  { timeout }: RenameOptions,
  signal: AbortSignal,
): Promise<void> {
  const onWait = () => note('Waiting for what is at work to end ...');
  await waitUntilDone(connection, [], { seconds: timeout, signal, onWait });
  const until = performance.now() + timeout * 1000;
  for (;;) {
    const left = await enrolledPhotos(connection.store, from);
    if (left.length === 0) return;
    // Dropped meanwhile: the next round moves it.
    if ((await photosOf(connection, from, signal)).length > 0) return;
    if (performance.now() > until)
      throw new CommandError(
        EXIT.failed,
        `The removal of ${left[0]!.photo} is still queued after ${timeout} s. Both names mean one person until that is done.\n` +
          'Run the same command again; if that does not help: npx face-inbox reconcile',
      );
    await setTimeout(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Who is called otherwise, and where each photo lies by now. */
async function changeOf({ store, settings }: Connection, { from, to }: Names): Promise<Renaming> {
  const there = new Set((await enrolledPhotos(store, to)).map(({ photo }) => photo));
  return {
    called: (person) => (person === from ? to : person),
    placed: (photo) => (isOf(from, photo, settings) ? newKey(photo, { from, to }, there) : photo),
  };
}

/** @returns how many were revised */
async function reviseResults(
  { store, settings }: Connection,
  from: string,
  change: Renaming,
  signal: AbortSignal,
): Promise<number> {
  const isTheirs = (key: string) => isOf(from, key, settings);
  const images: string[] = [];
  for await (const image of resultsNaming(store, from, isTheirs)) images.push(image);
  if (images.length === 0) return 0;
  const progress = showProgress(images.length, undefined, 'results');
  let count = 0;
  const one = async (image: string) => {
    const done =
      (await revise(store, image, ({ faces }) => renamedFaces(faces, change))) ||
      (await reviseTracks(store, image, (tracks) => renamedFaces(tracks, change)));
    if (done) count++;
    progress.done(`revised: ${image}`, 0);
  };
  try {
    await pMap(images, one, { concurrency: REVISED_AT_ONCE, signal });
  } finally {
    progress.stop();
  }
  return count;
}
