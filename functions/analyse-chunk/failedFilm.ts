import type { Outcome } from '../../changes/Outcome.ts';
import type { Analysing } from '../../store/ImageItem.ts';
import { tellFilm } from './tellFilm.ts';

/** Of an error, which may quote what came from outside. */
const MOST_CHARACTERS = 1000;

/**
 * Ends a video of which nobody could say who is in it, though its parts were looked at: all of it is missing, and why. It needs nothing of
 * what can have failed: no row, no gallery, no object.
 */
export async function failedFilm(
  telling: Parameters<typeof tellFilm>[0],
  before: Analysing,
  why: string,
): Promise<Outcome> {
  const missing = {
    ...{ from: 0, to: before.duration, reason: 'failed' },
    message: why.slice(0, MOST_CHARACTERS),
  };
  return tellFilm(telling, before, { frames: 0, missing: [missing] }, []);
}
