import type { AnalysedVideo, TrackItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';
import { standing } from './record.ts';
import { dropTracks, readTracks } from './results/tracksFile.ts';
import { withoutTracks, withTracks } from './results/withTracks.ts';
import { type How, replace } from './revise.ts';
import { revised } from './sequencer.ts';

/**
 * As `revise`, of a video: all of its tracks, also those that its item has no room for.
 * @param change undefined where all is right as it is
 * @returns whether the result was revised
 */
export async function reviseTracks(
  store: Store,
  image: string,
  change: (tracks: TrackItem[], item: AnalysedVideo) => TrackItem[] | undefined,
  { quietly = false }: How = {},
): Promise<boolean> {
  for (;;) {
    const before = await standing(store, image);
    if (before?.status !== 'analysed' || before.kind !== 'video') return false;
    const tracks = change(await allTracks(store, before), before);
    if (!tracks) return false;
    const item = { ...withoutTracks(before), sequencer: revised(before.sequencer) };
    const next = await withTracks(store, item, tracks);
    if (await replace(store, before, next, quietly ? undefined : 'Video Analysed')) return true;
    if (next.tracksAt) await dropTracks(store, next.tracksAt.key);
  }
}

/** All that were found, with their paths. */
export async function allTracks(store: Store, { tracks, tracksAt }: AnalysedVideo): Promise<TrackItem[]> {
  return tracksAt ? (await readTracks(store, tracksAt)).tracks : tracks;
}
