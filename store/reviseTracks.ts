import type { AnalysedVideo, TrackItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';
import { standing } from './record.ts';
import { allTracks } from './results/allTracks.ts';
import { dropTracks } from './results/tracksFile.ts';
import { withoutTracks, withTracks, withTracksLeft } from './results/withTracks.ts';
import { type How, replace } from './revise.ts';
import { revised } from './sequencer.ts';

/**
 * As `revise`, of a video: all of its tracks, also those that its item has no room for. Where the object of those is gone, though the
 * item names it, the tracks that the item has.
 * @param change undefined where all is right as it is
 * @returns whether the result was revised
 */
export async function reviseTracks(
  store: Store,
  image: string,
  change: (tracks: TrackItem[], item: AnalysedVideo) => TrackItem[] | undefined,
  { quietly = false }: How = {},
): Promise<boolean> {
  const event = quietly ? undefined : 'Video Analysed';
  for (;;) {
    const before = await standing(store, image);
    if (before?.status !== 'analysed' || before.kind !== 'video') return false;
    const all = await allTracks(store, before);
    if (all?.film.sequencer !== before.sequencer) continue;
    const { isLost } = all;
    const tracks = change(all.tracks, before);
    if (!tracks) return false;
    const sequencer = revised(before.sequencer);
    const next = isLost
      ? { ...withTracksLeft(before, tracks), sequencer }
      : await withTracks(store, { ...withoutTracks(before), sequencer }, tracks);
    if (await replace(store, before, next, event)) return true;
    if (next.tracksAt && !isLost) await dropTracks(store, next.tracksAt.key);
  }
}
