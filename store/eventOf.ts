import type { Event } from './Event.ts';
import type { AnalysedVideo, ImageItem } from './ImageItem.ts';
import { fitTracks, withoutPath } from './results/fitTracks.ts';

/** Of JSON that an event with tracks may have: EventBridge and SQS take 256 KB, and other targets less. */
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
  const detail = {
    version: '1' as const,
    id,
    bucket,
    ...rest,
    ...(item.status === 'analysed' && { people: [...(people ?? [])].sort() }),
    // Whom the removed photo had enrolled, if it had.
    ...(item.status === 'removed' && { person: pending?.unenrol }),
  };
  if (item.status !== 'analysed' || !item.kind) return { type, detail };
  return { type, detail: { ...detail, ...tracksBeside(detail, item) } };
}

/** Without their paths; those for which there is no room are told by their number. */
function tracksBeside(detail: object, { tracks: all, trackCount }: AnalysedVideo) {
  const others = Buffer.byteLength(JSON.stringify({ ...detail, tracks: [], tracksLeftOut: trackCount }));
  const tracks = fitTracks(all.map(withoutPath), MOST_BYTES - others);
  const leftOut = trackCount - tracks.length;
  return { tracks, ...(leftOut > 0 && { tracksLeftOut: leftOut }) };
}
