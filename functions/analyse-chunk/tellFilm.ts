import type { Outcome } from '../../changes/Outcome.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { AnalysedVideo, Analysing, TrackItem } from '../../store/ImageItem.ts';
import type { Store } from '../../store/openStore.ts';
import { record } from '../../store/record.ts';
import { dropTracks } from '../../store/results/tracksFile.ts';
import { withTracks } from '../../store/results/withTracks.ts';
import { revised } from '../../store/sequencer.ts';

type Found = Pick<AnalysedVideo, 'frames' | 'unknownPeople' | 'missing'> &
  Partial<Pick<AnalysedVideo, 'timings'>>;

/**
 * Makes what was found in a video its result, in the place of the item that it was planned by. Several may do so at once: one is written,
 * and an object with the tracks of another does not stay.
 */
export async function tellFilm(
  { store, finder }: { store: Store; finder: Finder },
  before: Analysing,
  found: Found,
  tracks: TrackItem[],
): Promise<Outcome> {
  const { name, weights } = finder.engine;
  const { plan, pending, ...planned } = before;
  const item = await withTracks(
    store,
    {
      ...planned,
      sequencer: revised(before.sequencer),
      status: 'analysed',
      analysedAt: new Date().toISOString(),
      engine: { name, weights },
      ...found,
    },
    tracks,
  );
  const stands = await record(store, item, { before });
  const at = stands.status === 'analysed' ? stands.tracksAt?.key : undefined;
  if (item.tracksAt && item.tracksAt.key !== at) await dropTracks(store, item.tracksAt.key);
  return stands.sequencer === item.sequencer ? { item: stands } : { skipped: 'stale' };
}
