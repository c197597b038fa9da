import type { Outcome } from '../../changes/Outcome.ts';
import { collectionOf } from '../../config/keys.ts';
import type { Settings } from '../../config/settings.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { Gallery } from '../../faces/match/Gallery.ts';
import { TRIES_TO_TELL } from '../../stacks/queues.ts';
import type { ChunkMessage } from '../../store/chunks/chunkMessage.ts';
import { chunksOf } from '../../store/chunks/chunkRows.ts';
import type { Analysing } from '../../store/ImageItem.ts';
import type { Store } from '../../store/openStore.ts';
import { standing } from '../../store/record.ts';
import { lastTry } from '../../store/tries.ts';
import { joinChunks } from '../../video/analyse/joinChunks.ts';
import { nameTracks } from '../../video/analyse/nameTracks.ts';
import { unpackTracks } from '../../video/analyse/packTracks.ts';
import { trackItem } from '../../video/analyse/trackItem.ts';
import { failedFilm } from './failedFilm.ts';
import { joinMissing } from './joinMissing.ts';
import { tellFilm } from './tellFilm.ts';

interface Assembling {
  settings: Settings;
  store: Store;
  finder: Finder;
  galleryNow: (collection: string) => Promise<Gallery>;
}

const KILLED =
  'the function that was to say who is in it was ended, for want of memory or time, or from outside';

interface Trying {
  /** SQS's id of the message. */
  message: string;
  received: number;
  /** Whether the part had its row before this receive: then it is likely that the same was tried before. */
  again: boolean;
}

/**
 * Says who is in a video, from when to when, once all of its parts have their rows. Several may do so at once; one result is written,
 * and the rows go with it. Where that fails again and again, the result says so: else nothing would ever come of the video.
 */
export function openAssembler({ settings, store, finder, galleryNow }: Assembling) {
  return async ({ image, plan }: ChunkMessage, { message, received, again }: Trying): Promise<Outcome> => {
    const before = await standing(store, image);
    if (before?.status !== 'analysing' || before.plan !== plan) return { skipped: 'stale' };
    if (again && received > TRIES_TO_TELL) {
      const why = (await lastTry(store, message))?.error ?? KILLED;
      return failedFilm({ store, finder }, before, why);
    }
    try {
      return await assemble(before);
    } catch (error) {
      if (received < TRIES_TO_TELL) throw error;
      return failedFilm({ store, finder }, before, String(error));
    }
  };

  async function assemble(before: Analysing): Promise<Outcome> {
    const { image, plan } = before;
    const started = performance.now();
    const rows = await chunksOf(store, plan);
    // Somebody else was faster, and the rows are going.
    if (rows.length < before.chunks) return { skipped: 'stale' };
    const tracks = joinChunks(
      rows.map((row) => unpackTracks(row.tracks)),
      finder.match,
    );
    const gallery = await galleryNow(collectionOf(image, settings));
    const named = await nameTracks(tracks, gallery, finder, settings);
    const all = tracks.map((track, at) => trackItem(track, named[at]!.identity, named[at]!.unknown));
    const unknownPeople = named.reduce((most, { unknown = 0 }) => Math.max(most, unknown), 0);
    const missing = joinMissing(rows.flatMap((row) => row.missing));
    const sum = (of: 'looked' | 'ms') => rows.reduce((total, row) => total + row[of], 0);
    const found = {
      frames: sum('looked'),
      ...(unknownPeople > 0 && { unknownPeople }),
      ...(missing.length > 0 && { missing }),
      timings: {
        ...before.timings,
        chunks: sum('ms'),
        assemble: Math.round(performance.now() - started),
      },
    };
    return tellFilm({ store, finder }, before, found, all);
  }
}
