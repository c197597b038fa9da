import type { ImageItem } from './ImageItem.ts';

/** What is announced on the bus. `id` is the same each time the same change is announced. */
export interface Event {
  type:
    | 'Image Analysed'
    | 'Image Rejected'
    | 'Image Removed'
    | 'Person Enrolled'
    | 'Enrolment Rejected'
    | 'Person Removed';
  detail: Record<string, unknown> & { version: '1'; id: string; image: string };
}

/** The event that announces this item, as the schemas in `events/` say. */
export function eventOf(item: ImageItem, type: Event['type'], id: string, bucket: string): Event {
  const { pending, ...known } = item;
  const { people, ...rest } = { people: undefined, ...known };
  const removed = type === 'Person Removed' ? { person: pending?.unenrol[0]?.person } : {};
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
