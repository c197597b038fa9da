import type { Placed } from '../../changes/placeChange.ts';
import { dropped } from '../../changes/rejected.ts';
import type { Analysing } from '../../store/ImageItem.ts';
import type { Film } from '../../video/Film.ts';

/** What the `images` table says of a video until its parts are looked at. */
export function analysing(
  change: Placed,
  timings: Record<string, number>,
  { container, codec, width, height, duration, frameRate }: Film,
  { plan, chunks }: { plan: string; chunks: number },
): Analysing {
  return {
    ...dropped(change, timings),
    status: 'analysing',
    kind: 'video',
    format: container,
    ...{ codec, width, height, duration: toMilliseconds(duration) },
    takenAt: change.time.toISOString(),
    ...(frameRate !== undefined && { frameRate: toMilliseconds(frameRate) }),
    ...{ plan, chunks },
  };
}

/** As all times of films are told. */
const toMilliseconds = (seconds: number) => Math.round(seconds * 1000) / 1000;
