import { enrolledPhotos } from '../store/people.ts';
import { seenSpan } from '../store/sightings.ts';
import type { Inbox } from './Inbox.ts';
import { photosOf } from './photosOf.ts';

/** Whether somebody of that name is enrolled, is to be, or was seen. */
export async function isKnown(
  inbox: Pick<Inbox, 's3' | 'store' | 'settings'>,
  person: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { store } = inbox;
  const [enrolled, seen, photos] = await Promise.all([
    enrolledPhotos(store, person),
    seenSpan(store, person),
    photosOf(inbox, person, signal),
  ]);
  return enrolled.length > 0 || seen.count > 0 || photos.length > 0;
}
