import { useEffect } from 'preact/hooks';
import { listing, listingOf } from '../photos/listing.ts';

/** The keys of the photos before and after one, in the list that was shown last; else in that of all. */
export function useNeighbours(key: string): { previous: string | undefined; next: string | undefined } {
  const list = listing.value;
  const photos = list?.photos.value ?? [];
  const at = photos.findIndex(({ image }) => image === key);
  const isNearEnd = at >= photos.length - 3;
  const { length } = photos;
  useEffect(() => {
    if (!list) listingOf({ show: 'all' });
    else if (at >= 0 && isNearEnd) void list.more();
  }, [list, key, length]);
  if (at < 0) return { previous: undefined, next: undefined };
  return { previous: photos[at - 1]?.image, next: photos[at + 1]?.image };
}
