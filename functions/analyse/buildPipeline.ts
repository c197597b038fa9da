import { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../config/settings.ts';
import { whoToEnrol } from '../../config/whoToEnrol.ts';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { openFinder } from '../../faces/Finder.ts';
import { type Face, findFaces } from '../../faces/findFaces.ts';
import { isUsable } from '../../faces/isUsable.ts';
import { identify } from '../../faces/match/identify.ts';
import type { ImageItem, Pending } from '../../store/ImageItem.ts';
import { openStore } from '../../store/openStore.ts';
import { pack } from '../../store/people.ts';
import { record, standing } from '../../store/record.ts';
import { STREAM_TIMEOUTS } from '../../store/timeouts.ts';
import { checkPerson } from './checkPerson.ts';
import { fetchPhoto } from './fetchPhoto.ts';
import { freshGallery, type Warn } from './freshGallery.ts';
import { oneAtATime } from './oneAtATime.ts';
import type { Change } from './readChanges.ts';
import { analysed, enrolled, identity, rejected, removed, type Timings } from './results.ts';
import { theOneFace } from './theOneFace.ts';

/** What became of a change: the item that now stands in the table, or why there is none. */
export type Outcome = { item: ImageItem } | { skipped: 'stale' | 'replaced' };

/**
 * Opens everything once, and gives the way of a photo. Of several on their way at once one is looked at, while others
 * are fetched and recorded: a photo takes much memory and all processors, a round trip neither. Who is enrolled or
 * removed is so before the next photo is looked at.
 */
export async function buildPipeline(
  settings: Settings,
  warn: Warn,
): Promise<(change: Change) => Promise<Outcome>> {
  const finder = await openFinder(settings);
  const { engine, space, match, enough } = finder;
  const s3 = new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    requestHandler: STREAM_TIMEOUTS,
  });
  const store = openStore(settings);
  const gallery = freshGallery(store, space, warn);
  const rule = { ...match, once: settings.nameOnce };
  const described = (face: Face) =>
    isUsable(face, settings) ? { descriptor: face.descriptor, space } : undefined;
  const inTurn = oneAtATime();
  return async (change) => {
    if (change.kind === 'removed')
      return inTurn(async () => outcome(change, await record(store, removed(change))));
    const before = await standing(store, change.key);
    if (before && before.sequencer >= identity(change).sequencer) return outcome(change, before);
    const keep = async (item: ImageItem, enrol?: Pending['enrol']) =>
      outcome(change, await record(store, item, { enrol, before }));

    const timings: Timings = {};
    const timed = timer(timings);
    const person = whoToEnrol(change.key);
    try {
      // First of all, and also of what is refused: of an object that is gone nothing is to be recorded.
      const bytes = await timed('fetch', () => fetchPhoto(s3, change, settings.maxBytes));
      if (!bytes) return { skipped: 'replaced' };
      if (person !== undefined) checkPerson(change.key, person);
      const look = async () => {
        const photo = await timed('decode', () => decode(bytes, { maxPixels: settings.maxPixels, enough }));
        const { faces, timings: steps } = await findFaces(photo, finder);
        Object.assign(timings, steps);
        return { photo, faces };
      };

      if (person !== undefined)
        return await inTurn(async () => {
          const { photo, faces } = await look();
          const face = theOneFace(faces, settings);
          const item = enrolled(change, timings, photo, engine, face, person);
          return keep(item, { descriptor: pack(face.descriptor), space });
        });
      const item = await inTurn(async () => {
        const { photo, faces } = await look();
        const people = await timed('match', async () =>
          identify(faces.map(described), await gallery(), rule),
        );
        return analysed(change, timings, photo, engine, faces, people);
      });
      return await keep(item);
    } catch (error) {
      if (!(error instanceof PhotoError)) throw error;
      return keep(rejected(change, timings, error, person));
    }
  };
}

/** The item is of this change, or of a later one that makes this one stale. */
function outcome(change: Change, item: ImageItem): Outcome {
  return item.sequencer === identity(change).sequencer ? { item } : { skipped: 'stale' };
}

/** Runs a step and notes its milliseconds. */
function timer(timings: Timings) {
  return async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      return await work();
    } finally {
      timings[step] = Math.round((performance.now() - started) * 10) / 10;
    }
  };
}
