import type { Event } from './Event.ts';
import type { ImageItem } from './ImageItem.ts';

/** The event that announces this item, as the schemas in `events/` say. */
export function eventOf(item: ImageItem, type: Event['type'], id: string, bucket: string): Event {
  const { pending, ...known } = item;
  const { people, ...rest } = { people: undefined, ...known };
  const removed = type === 'Person Removed' ? { person: pending?.unenrol } : {};
  return {
    type,
    detail: {
      version: '1',
      id,
      bucket,
      ...rest,
      ...(item.status === 'analysed' && { people: [...(people ?? [])].sort() }),
      ...removed,
      expiresAt: undefined,
    },
  };
}
