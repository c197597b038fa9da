import { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { openEngine } from '../../faces/engine/openEngine.ts';
import { type Face, findFaces, stopwatch } from '../../faces/findFaces.ts';
import { identify } from '../../faces/match/identify.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import { openStore } from '../../store/openStore.ts';
import { pack } from '../../store/people.ts';
import { record } from '../../store/record.ts';
import { padded } from '../../store/sequencer.ts';
import { faceItem } from './faceItem.ts';
import { fetchPhoto } from './fetchPhoto.ts';
import { freshGallery } from './freshGallery.ts';
import type { Change } from './readChanges.ts';
import { theOneFace } from './theOneFace.ts';
import { checkPerson, whoToEnrol } from './whoToEnrol.ts';

/** What became of a change: the item that now stands in the table, or why there is none. */
export type Outcome = { item: ImageItem } | { skipped: 'stale' | 'replaced' };

/** A tombstone outlives every message about its photo: SQS keeps one 14 days, and the dead letters as long again. */
const TOMBSTONE_SECONDS = 30 * 24 * 3600;

/** Opens everything once, and gives the way of a photo. */
export async function buildPipeline(settings: Settings): Promise<(change: Change) => Promise<Outcome>> {
  const engine = await openEngine(settings.engine);
  const s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const store = openStore(settings);
  const gallery = freshGallery(store, engine.space);

  return async (change) => {
    const identity = { image: change.key, sequencer: padded(change.sequencer) };
    if (change.kind === 'removed') return keep(tombstone(identity));

    const clock = stopwatch();
    const timings: Record<string, number> = {};
    const facts = () => ({
      ...identity,
      etag: change.etag,
      bytes: change.bytes,
      analysedAt: new Date().toISOString(),
      timings,
    });
    const person = whoToEnrol(change.key);
    try {
      if (person !== undefined) checkPerson(change.key, person);
      const bytes = await fetchPhoto(s3, change, settings.maxBytes);
      timings.fetch = clock();
      if (!bytes) return { skipped: 'replaced' };
      const photo = await decode(bytes, settings.maxPixels);
      timings.decode = clock();
      const found = await findFaces(photo, engine, settings.minScore);
      Object.assign(timings, found.timings);
      clock();
      const seen = {
        format: photo.format,
        width: photo.width,
        height: photo.height,
        takenAt: (photo.takenAt ?? change.time).toISOString(),
        engine: { name: engine.name, weights: engine.weights },
      };

      if (person !== undefined) {
        const face = theOneFace(found.faces, settings);
        const faces = [faceItem(face, { decision: 'enrolled', person }, photo)];
        return keep(
          { ...facts(), ...seen, status: 'enrolled', person, faceCount: 1, faces },
          { descriptor: pack(face.descriptor), space: engine.space },
        );
      }

      const identities = identify(found.faces.map(usable), await gallery(), {
        limit: settings.matchDistance,
        once: settings.nameOnce,
      });
      timings.match = clock();
      const faces = found.faces.map((face, index) => faceItem(face, identities[index]!, photo));
      const people = new Set(faces.flatMap((face) => face.person ?? []));
      return keep({
        ...facts(),
        ...seen,
        status: 'analysed',
        ...(people.size > 0 && { people }),
        faceCount: faces.length,
        faces,
      });
    } catch (error) {
      if (!(error instanceof PhotoError)) throw error;
      return keep({ ...facts(), status: 'rejected', reason: error.reason, message: error.message, person });
    }
  };

  async function keep(item: ImageItem, enrol?: Parameters<typeof record>[2]): Promise<Outcome> {
    return (await record(store, item, enrol)) === 'recorded' ? { item } : { skipped: 'stale' };
  }

  function usable({ descriptor, quality }: Face): Float32Array | undefined {
    return quality.size >= settings.minFacePixels ? descriptor : undefined;
  }
}

function tombstone(identity: { image: string; sequencer: string }): ImageItem {
  return {
    ...identity,
    status: 'removed',
    expiresAt: Math.floor(Date.now() / 1000) + TOMBSTONE_SECONDS,
  };
}
