import type { Event } from './Event.ts';
import type { ImageItem } from './ImageItem.ts';

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
      // Whom the removed photo had enrolled, if it had.
      ...(item.status === 'removed' && { person: pending?.unenrol }),
    },
  };
}
