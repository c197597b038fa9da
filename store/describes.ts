import type { ImageItem } from './ImageItem.ts';
import type { Seen } from './lookAt.ts';

/**
 * Whether the item tells of the very object that the bucket holds, or rightly of none. Equal bytes have equal ETags;
 * only the time, which S3 gives to the second, tells one version from the other. An item without it is judged by its
 * ETag alone.
 */
export function describes(item: ImageItem | undefined, object: Seen | undefined): boolean {
  if (!item || item.status === 'removed') return !object;
  return (
    !!object &&
    item.etag === object.etag &&
    (item.modified === undefined || second(new Date(item.modified)) === second(object.modified))
  );
}

function second(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
