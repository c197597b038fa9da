import type { Event } from './Event.ts';
import type { AnalysedVideo, ImageItem } from './ImageItem.ts';
import { fitTracks, withoutPath } from './results/fitTracks.ts';

/** Of JSON that tracks may have in an event: EventBridge and SQS take 256 KB, and other targets less. */
const MOST_BYTES = 180_000;

/** The event that announces this item, as the schemas in `events/` say. */
export function eventOf(item: ImageItem, type: Event['type'], id: string, bucket: string): Event {
  const { pending, pendingSince, people, expiresAt, keptUntil, modified, ...rest } = {
    people: undefined,
    expiresAt: undefined,
    keptUntil: undefined,
    modified: undefined,
    ...item,
  };
  return {
    type,
    detail: {
      version: '1',
      id,
      bucket,
      ...rest,
      ...(item.status === 'analysed' && { people: [...(people ?? [])].sort() }),
      ...(item.status === 'analysed' && item.kind && tracksOf(item)),
      // Whom the removed photo had enrolled, if it had.
      ...(item.status === 'removed' && { person: pending?.unenrol }),
    },
  };
}

/** Without their paths; those for which there is no room are told by their number. */
function tracksOf({ tracks: all, trackCount }: AnalysedVideo) {
  const tracks = fitTracks(all.map(withoutPath), MOST_BYTES);
  const leftOut = trackCount - tracks.length;
  return { tracks, ...(leftOut > 0 && { tracksLeftOut: leftOut }) };
}
