import { setTimeout } from 'node:timers/promises';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { deleteVersion } from '../../store/deleteVersion.ts';
import { isFolderMarker } from '../../store/isFolderMarker.ts';
import { lookAt } from '../../store/lookAt.ts';

export interface Expired {
  deleted: number;
  /** Replaced or removed by somebody else meanwhile. */
  spared: number;
  failed: number;
  /** Whether the whole bucket was looked through. */
  complete: boolean;
}

const AT_ONCE = 8;
/** Where so many fail, all do: it may not delete at all. */
const MOST_FAILURES = 100;

/**
 * Deletes the photos whose time is over, a page of the bucket at a time. What follows from a photo goes by the event that S3
 * sends of its deletion, as ever. One that fails costs no other, and is found again the next time.
 * @param options.rate deletions a second
 * @param options.hasTime false where no other is to be begun
 */
export async function expirePhotos(options: {
  s3: S3Client;
  bucket: string;
  isDue(key: string, modified: Date): boolean;
  rate: number;
  hasTime(): boolean;
  onFailure(key: string, error: Error): void;
}): Promise<Expired> {
  const { s3, bucket, isDue, rate, hasTime, onFailure } = options;
  const result: Expired = { deleted: 0, spared: 0, failed: 0, complete: false };
  async function* due() {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
      for (const { Key, Size, LastModified } of Contents) {
        if (!hasTime() || result.failed >= MOST_FAILURES) return;
        if (!isFolderMarker(Key!, Size) && isDue(Key!, LastModified!)) yield Key!;
      }
    }
    result.complete = true;
  }
  let next = performance.now();
  const one = async (key: string) => {
    const wait = next - performance.now();
    next = Math.max(next, performance.now()) + 1000 / rate;
    if (wait > 0) await setTimeout(wait);
    try {
      // Again, as the listing may be minutes old, and equal bytes have equal ETags: only the time tells of a new drop.
      const object = await lookAt(s3, bucket, key);
      const gone =
        object && isDue(key, object.modified) && (await deleteVersion(s3, bucket, key, object.etag));
      result[gone ? 'deleted' : 'spared']++;
    } catch (error) {
      result.failed++;
      onFailure(key, error as Error);
    }
  };
  await pMap(due(), one, { concurrency: AT_ONCE });
  return result;
}
