import { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { openFinder } from '../../faces/Finder.ts';
import { type Face, findFaces } from '../../faces/findFaces.ts';
import { identify } from '../../faces/match/identify.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import { openStore } from '../../store/openStore.ts';
import { pack } from '../../store/people.ts';
import { record, standing } from '../../store/record.ts';
import { STREAM_TIMEOUTS } from '../../store/timeouts.ts';
import { fetchPhoto } from './fetchPhoto.ts';
import { freshGallery, type Warn } from './freshGallery.ts';
import type { Change } from './readChanges.ts';
import { analysed, enrolled, identity, rejected, removed, type Timings } from './results.ts';
import { theOneFace } from './theOneFace.ts';
import { checkPerson, whoToEnrol } from './whoToEnrol.ts';

/** What became of a change: the item that now stands in the table, or why there is none. */
export type Outcome = { item: ImageItem } | { skipped: 'stale' | 'replaced' };

/** Opens everything once, and gives the way of a photo. */
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
  const usable = ({ descriptor, plausible, quality }: Face) =>
    descriptor && plausible && quality.size >= settings.minFacePixels ? { descriptor, space } : undefined;
  return async (change) => {
    const keep = async (item: ImageItem, enrol?: { descriptor: Uint8Array; space: string }) =>
      outcome(change, await record(store, item, enrol));
    if (change.kind === 'removed') return keep(removed(change));
    const known = await standing(store, identity(change));
    if (known) return outcome(change, known);

    const timings: Timings = {};
    const timed = timer(timings);
    const person = whoToEnrol(change.key);
    try {
      if (person !== undefined) checkPerson(change.key, person);
      const bytes = await timed('fetch', () => fetchPhoto(s3, change, settings.maxBytes));
      if (!bytes) return { skipped: 'replaced' };
      const photo = await timed('decode', () => decode(bytes, { maxPixels: settings.maxPixels, enough }));
      const found = await findFaces(photo, finder);
      Object.assign(timings, found.timings);

      if (person !== undefined) {
        const face = theOneFace(found.faces, settings);
        const item = enrolled(change, timings, photo, engine, face, person);
        return await keep(item, { descriptor: pack(face.descriptor), space });
      }
      const people = await timed('match', async () =>
        identify(found.faces.map(usable), await gallery(), rule),
      );
      return await keep(analysed(change, timings, photo, engine, found.faces, people));
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
