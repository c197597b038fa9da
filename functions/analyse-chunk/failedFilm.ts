import type { Outcome } from '../../changes/Outcome.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { Analysing } from '../../store/ImageItem.ts';
import type { Store } from '../../store/openStore.ts';
import { record } from '../../store/record.ts';
import { withTracks } from '../../store/results/withTracks.ts';
import { revised } from '../../store/sequencer.ts';

/** Of an error, which may quote what came from outside. */
const MOST_CHARACTERS = 1000;

/**
 * Ends a video of which nobody could say who is in it, though its parts were looked at: all of it is missing, and why. It needs nothing of
 * what can have failed: no row, no gallery, no object.
 */
export async function failedFilm(
  { store, finder }: { store: Store; finder: Finder },
  before: Analysing,
  why: string,
): Promise<Outcome> {
  const { name, weights } = finder.engine;
  const { plan, pending, ...planned } = before;
  const missing = {
    ...{ from: 0, to: before.duration, reason: 'failed' },
    message: why.slice(0, MOST_CHARACTERS),
  };
  const item = await withTracks(
    store,
    {
      ...planned,
      sequencer: revised(before.sequencer),
      status: 'analysed',
      analysedAt: new Date().toISOString(),
      engine: { name, weights },
      frames: 0,
      missing: [missing],
    },
    [],
  );
  const stands = await record(store, item, { before });
  return stands === item ? { item } : { skipped: 'stale' };
}
