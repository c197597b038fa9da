import { S3Client } from '@aws-sdk/client-s3';
import { collectionOf, whoToEnrol } from '../../config/keys.ts';
import type { Settings } from '../../config/settings.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { knownSpaces } from '../../faces/engine/knownSpaces.ts';
import { isDescriptorDocument, readDescriptorDocument } from '../../faces/match/descriptorDocument.ts';
import { oneAtATime } from '../../faces/oneAtATime.ts';
import { openGalleries } from '../../galleries/openGalleries.ts';
import type { Warn } from '../../galleries/tellWhoIsElsewhere.ts';
import { nameFaces } from '../../look/nameFaces.ts';
import { openLooker } from '../../look/openLooker.ts';
import { type Timings, timer } from '../../look/timer.ts';
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
import { checkPerson } from './checkPerson.ts';
import { expiring } from './expiring.ts';
import { fetchPhoto } from './fetchPhoto.ts';
import { openUnknown } from './group/openUnknown.ts';
import { placeChange } from './placeChange.ts';
import type { Change } from './readChanges.ts';
import { analysed, enrolled, enrolledByDescriptor, rejected } from './results.ts';
import { theOneFace } from './theOneFace.ts';
import { whatItEnrols } from './whatItEnrols.ts';

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
  const looker = await openLooker(settings);
  const { finder } = looker;
  const { engine, space } = finder;
  const s3 = new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    requestHandler: STREAM_TIMEOUTS,
  });
  const store = openStore(settings);
  timeLeft.bounds(s3, store.db, store.events);
  const home = (await enrolsHere(store)) ? undefined : settings.homeRegion;
  const galleryNow = openGalleries(settings, { store, s3, space, warn, isHome: home === undefined });
  const unknown = openUnknown(settings, store, finder, galleryNow);
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
      const look = () => looker.look(fetched.body, timings);

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
          return nameFaces(faces, await galleryNow(collection), finder, settings);
        });
        return analysed(change, timings, photo, engine, faces, people, unknown.keeping(collection));
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
  return async (change) => {
    for (;;) {
      const outcome = await attempt(change);
      if (outcome === 'again') continue;
      // One that comes back is stale where its place was looked up: what follows may not be done.
      const isStale = 'skipped' in outcome && outcome.skipped === 'stale' && unknown.isOn;
      const item = isStale ? await standing(store, change.key) : 'item' in outcome ? outcome.item : undefined;
      await unknown.follow(change.key, item);
      return outcome;
    }
  };
}

/** Two who look at the same time give their states the same place. */
function isSame(a: ImageItem, b: ImageItem): boolean {
  const etagOf = (item: ImageItem) => (item.status === 'removed' ? undefined : item.etag);
  return changeOf(a.sequencer) === changeOf(b.sequencer) && etagOf(a) === etagOf(b);
}
