import type { Rejected } from '../store/ImageItem.ts';
import type { Placed } from './placeChange.ts';

/** What the `images` table says of every object that was dropped, however it ended. */
export function dropped(change: Placed, timings: Record<string, number>) {
  const { key, sequencer, etag, bytes, modified } = change;
  return {
    ...{ image: key, sequencer, etag, bytes },
    modified: modified?.toISOString(),
    analysedAt: new Date().toISOString(),
    timings,
  };
}

/** @param person whom the object was to enrol, if it was dropped for that */
export function rejected(
  change: Placed,
  timings: Record<string, number>,
  { reason, message }: { reason: string; message: string },
  person?: string,
): Rejected {
  return {
    ...dropped(change, timings),
    status: 'rejected',
    reason,
    message,
    ...(person !== undefined && { person }),
  };
}
