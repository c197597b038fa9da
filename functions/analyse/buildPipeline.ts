import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Outcome } from '../../changes/Outcome.ts';
import type { Change } from '../../changes/readChanges.ts';
import { takeChange } from '../../changes/takeChange.ts';
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
import { queueNames, topology } from '../../stacks/topology.ts';
import { enrolsHere } from '../../store/enrolsHere.ts';
import type { Enrolled } from '../../store/ImageItem.ts';
import { openStore } from '../../store/openStore.ts';
import { pack } from '../../store/people.ts';
import { standing } from '../../store/record.ts';
import type { TimeLeft } from '../../store/timeLeft.ts';
import { STREAM_TIMEOUTS, TIMEOUTS } from '../../store/timeouts.ts';
import { tombstone } from '../../store/tombstone.ts';
import { checkPerson, videoEnrolsNobody } from './checkPerson.ts';
import { fetchPhoto } from './fetchPhoto.ts';
import { openUnknown } from './group/openUnknown.ts';
import { handOver } from './handOver.ts';
import { analysed, enrolled, enrolledByDescriptor } from './results.ts';
import { theOneFace } from './theOneFace.ts';
import { whatItEnrols } from './whatItEnrols.ts';

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
  const sqs = new SQSClient({ requestHandler: TIMEOUTS });
  timeLeft.bounds(s3, sqs, store.db, store.events, store.results.s3);
  const home = (await enrolsHere(store)) ? undefined : settings.homeRegion;
  const galleryNow = openGalleries(settings, { store, s3, space, warn, isHome: home === undefined });
  const unknown = openUnknown(settings, store, finder, galleryNow);
  const isIndexed = settings.galleryKind === 'dynamodb' && { indexed: true as const };
  const enrolling = (whom: Enrolled) => ({ enrol: { ...whom, ...isIndexed } });
  const inTurn = oneAtATime();
  const attempt = async (told: Change): Promise<Outcome | 'again'> => {
    const taken = await takeChange(told, { store, s3, settings });
    if (!('change' in taken)) return taken;
    const { change, keep, refuse } = taken;
    if (change.kind === 'removed') return inTurn(() => keep(tombstone(change.key, change.sequencer)));

    const timings: Timings = {};
    const timed = timer(timings);
    const person = whoToEnrol(change.key, settings);
    try {
      if (person !== undefined) checkPerson(change.key, person, home);
      const fetched = await timed('fetch', () => fetchPhoto(s3, change, settings.maxBytes));
      if (!fetched) return { skipped: 'replaced' };
      if (fetched === 'video') {
        if (person !== undefined) throw videoEnrolsNobody();
        await handOver(sqs, queueNames(topology(settings)).videos, change);
        return { handedOver: 'video' };
      }
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
      return refuse(error, timings, person);
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
