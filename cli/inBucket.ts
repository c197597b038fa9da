import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { HeadObjectCommand, NotFound, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Connection } from './connect.ts';
import type { Photo } from './findPhotos.ts';

/** What the bucket holds of some keys: size in bytes and ETag, without its quotes. */
export type Listing = Map<string, { size: number; etag: string }>;

/** Lists no more of the bucket than begins as all these keys do. */
export async function listBucket(
  { s3, settings }: Connection,
  keys: string[],
  abortSignal: AbortSignal,
): Promise<Listing> {
  const listing: Listing = new Map();
  const query = { Bucket: settings.bucket, Prefix: commonPrefix(keys) };
  for await (const page of paginateListObjectsV2({ client: s3 }, query, { abortSignal }))
    for (const { Key, Size, ETag } of page.Contents ?? [])
      if (Key !== undefined) listing.set(Key, { size: Size ?? 0, etag: (ETag ?? '').replaceAll('"', '') });
  return listing;
}

/**
 * The ETag of the object if it is the file, byte for byte. Only the ETag of an object sent in one part is the MD5 of
 * its bytes; of any other one cannot tell.
 */
export async function unchanged(photo: Photo, listing: Listing): Promise<string | undefined> {
  const there = listing.get(photo.key);
  if (!there || !/^[0-9a-f]{32}$/.test(there.etag)) return undefined;
  if ((await stat(photo.file)).size !== there.size) return undefined;
  const hash = createHash('md5');
  await pipeline(createReadStream(photo.file), hash);
  return hash.digest('hex') === there.etag ? there.etag : undefined;
}

export async function isInBucket({ s3, settings }: Connection, Key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: settings.bucket, Key }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

function commonPrefix([first = '', ...others]: string[]): string {
  let length = first.length;
  for (const key of others) while (!key.startsWith(first.slice(0, length))) length--;
  // Not in the middle of a character of two code units.
  return first.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
