import { S3Client } from '@aws-sdk/client-s3';
import { collectionOf, whoToEnrol } from '../../config/keys.ts';
import type { Settings } from '../../config/settings.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { openDecoder } from '../../faces/decode/worker/openDecoder.ts';
import { knownSpaces } from '../../faces/engine/knownSpaces.ts';
import { openFinder } from '../../faces/Finder.ts';
import { type Face, findFaces } from '../../faces/findFaces.ts';
import { isUsable } from '../../faces/isUsable.ts';
import { isDescriptorDocument, readDescriptorDocument } from '../../faces/match/descriptorDocument.ts';
import { identify } from '../../faces/match/identify.ts';
import { limitFor } from '../../faces/match/limitFor.ts';
import { rankFaces } from '../../faces/match/rankFaces.ts';
import { oneAtATime } from '../../faces/oneAtATime.ts';
import type { Warn } from '../../galleries/tellWhoIsElsewhere.ts';
import { straysLeft } from '../../store/audit/rows.ts';
import { enrolsHere } from '../../store/enrolsHere.ts';
import type { Enrolled, ImageItem, Pending } from '../../store/ImageItem.ts';
import { lookAt } from '../../store/lookAt.ts';
import { openStore } from '../../store/openStore.ts';
import { pack } from '../../store/people.ts';
import { record, standing } from '../../store/record.ts';
import { changeOf, isOfALook } from '../../store/sequencer.ts';
import type { TimeLeft } from '../../store/timeLeft.ts';
import { STREAM_TIMEOUTS } from '../../store/timeouts.ts';
import { tombstone } from '../../store/tombstone.ts';
import { keptIn } from '../../store/unknown/keptFaces.ts';
import { checkPerson } from './checkPerson.ts';
import { decoderLimits } from './decoderLimits.ts';
import { expiring } from './expiring.ts';
import { fetchPhoto } from './fetchPhoto.ts';
import { findEnrolled, findKnown } from './group/findKnown.ts';
import { openGrouping } from './group/openGrouping.ts';
import { openGalleries } from './openGalleries.ts';
import { placeChange } from './placeChange.ts';
import type { Change } from './readChanges.ts';
import { analysed, enrolled, enrolledByDescriptor, rejected, type Timings } from './results.ts';
import { theOneFace } from './theOneFace.ts';
import { whatItEnrols } from './whatItEnrols.ts';

const DAY_SECONDS = 24 * 3600;

/** What became of a change: the item that now stands in the table, or why there is none. */
export type Outcome = { item: ImageItem } | { skipped: 'stale' | 'replaced' | 'marker' };

/**
 * Opens everything once, and gives the way of a photo. Of several on their way at once one is looked at, while others
 * are fetched and recorded: a photo takes much memory and all processors, a round trip neither. Who is enrolled or
 * removed is so before the next photo is looked at.
 * @param timeLeft bounds what the pipeline asks of other services
 */
export async function buildPipeline(
  settings: Settings,
  warn: Warn,
  timeLeft: TimeLeft,
): Promise<(change: Change) => Promise<Outcome>> {
  // First of all: it starts while the models are read.
  const decoder = openDecoder(decoderLimits(settings));
  const finder = await openFinder(settings);
  await decoder.ready;
  const { engine, space, match, enough } = finder;
  const s3 = new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    requestHandler: STREAM_TIMEOUTS,
  });
  const store = openStore(settings);
  timeLeft.bounds(s3, store.db, store.events);
  const home = (await enrolsHere(store)) ? undefined : settings.homeRegion;
  const galleryNow = openGalleries(settings, { store, s3, space, warn, isHome: home === undefined });
  const described = (face: Face) =>
    isUsable(face, settings) ? { descriptor: face.descriptor, space } : undefined;
  const { keepUnknownDays } = settings;
  const lookAgain = { store, space, match, galleryNow, once: settings.nameOnce };
  const group = openGrouping(store, space, match, (image) => findKnown(lookAgain, image));
  const findInPast = (key: string) =>
    findEnrolled(lookAgain, key, collectionOf(key, settings), whoToEnrol(key, settings)!);
  const keepFor = (days: number, collection: string) => ({
    of: { space, collection },
    until: Math.floor(Date.now() / 1000) + days * DAY_SECONDS,
  });
  const isIndexed = settings.galleryKind === 'dynamodb' && { indexed: true as const };
  const enrolling = (whom: Enrolled) => ({ enrol: { ...whom, ...isIndexed } });
  const inTurn = oneAtATime();
  const attempt = async (told: Change): Promise<Outcome | 'again'> => {
    const before = await standing(store, told.key);
    if (told.marker && !before) return { skipped: 'marker' };
    const mend = told.mend && {
      ...told.mend,
      ...(await straysLeft(store, told.key, before, told.mend)),
    };
    const change = await placeChange({ ...told, mend }, before, () => lookAt(s3, told.bucket, told.key));
    if (!change)
      return before && changeOf(before.sequencer) === told.sequencer
        ? { item: before }
        : { skipped: 'stale' };
    const strays = mend && {
      sightings: mend.sightings,
      people: mend.people.map(({ person }) => person),
      unknown: (mend.unknown ?? []).map(({ face }) => face),
    };
    const keep = async (
      found: ImageItem,
      follows?: Pick<Pending, 'enrol' | 'keep'>,
    ): Promise<Outcome | 'again'> => {
      const item = expiring(found, settings);
      const stands = await record(store, item, { ...follows, before, strays });
      if (isSame(stands, item)) return { item };
      // Another was faster. Where one of the two was looked up, only another look tells which is later.
      return [stands, item].some(({ sequencer }) => isOfALook(sequencer)) ? 'again' : { skipped: 'stale' };
    };
    if (change.kind === 'removed') return inTurn(() => keep(tombstone(change.key, change.sequencer)));

    const timings: Timings = {};
    const timed = timer(timings);
    const person = whoToEnrol(change.key, settings);
    try {
      if (person !== undefined) checkPerson(change.key, person, home);
      const fetched = await timed('fetch', () => fetchPhoto(s3, change, settings.maxBytes));
      if (!fetched) return { skipped: 'replaced' };
      change.modified = fetched.modified;
      if (person !== undefined && isDescriptorDocument(fetched.body)) {
        const document = readDescriptorDocument(fetched.body, knownSpaces(engine.recogniser));
        const item = enrolledByDescriptor(change, timings, document, person);
        return await inTurn(() => keep(item, enrolling(whatItEnrols(document))));
      }
      const look = async () => {
        const photo = await timed('decode', () =>
          decoder.decode(fetched.body, { maxPixels: settings.maxPixels, enough }),
        );
        try {
          const { faces, timings: steps } = await findFaces(photo, finder);
          Object.assign(timings, steps);
          return { photo, faces };
        } finally {
          photo.letGo();
        }
      };

      if (person !== undefined)
        return await inTurn(async () => {
          const { photo, faces } = await look();
          const face = theOneFace(faces, settings);
          const item = enrolled(change, timings, photo, engine, face, person);
          return keep(item, enrolling({ descriptor: pack(face.descriptor), space }));
        });
      const collection = collectionOf(change.key, settings);
      const { item, keep: kept } = await inTurn(async () => {
        const { photo, faces } = await look();
        const people = await timed('match', async () => {
          const gallery = await galleryNow(collection);
          const rule = { ...match, limit: limitFor(match, gallery.size), once: settings.nameOnce };
          return identify(await rankFaces(faces.map(described), gallery), rule);
        });
        const keeping = keepUnknownDays === undefined ? undefined : keepFor(keepUnknownDays, collection);
        return analysed(change, timings, photo, engine, faces, people, keeping);
      });
      return await keep(item, kept && { keep: kept });
    } catch (error) {
      if (!(error instanceof PhotoError)) throw error;
      // Also what is refused unread is refused only while it is there: a late message would bring it back.
      const object = await lookAt(s3, change.bucket, change.key);
      if (!object || (change.etag !== '' && object.etag !== change.etag)) return { skipped: 'replaced' };
      change.modified = object.modified;
      return keep(rejected(change, timings, error, person));
    }
  };
  const staleItem = async ({ skipped }: { skipped: string }, key: string) =>
    skipped === 'stale' && keepUnknownDays !== undefined ? standing(store, key) : undefined;
  return async (change) => {
    for (;;) {
      const outcome = await attempt(change);
      if (outcome === 'again') continue;
      // Before the message is done with: so it comes back where this is not done, and is then stale where its place was looked up.
      const item = 'item' in outcome ? outcome.item : await staleItem(outcome, change.key);
      if (keptIn(item).length > 0) await group(change.key);
      if (keepUnknownDays !== undefined && whoToEnrol(change.key, settings) !== undefined)
        await findInPast(change.key);
      return outcome;
    }
  };
}

/** Two who look at the same time give their states the same place. */
function isSame(a: ImageItem, b: ImageItem): boolean {
  const etagOf = (item: ImageItem) => (item.status === 'removed' ? undefined : item.etag);
  return changeOf(a.sequencer) === changeOf(b.sequencer) && etagOf(a) === etagOf(b);
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
