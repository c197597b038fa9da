import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { HeadObjectCommand, NotFound, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Connection } from './connect.ts';
import type { Photo } from './findPhotos.ts';
import { PART_BYTES } from './send/sendInParts.ts';

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
 * The ETag of the object if it is the file, byte for byte. The ETag of an object sent in one part is the MD5 of its bytes, and
 * of one that was sent in parts as this command sends it, that of the parts' MD5s; of any other one cannot tell.
 */
export async function unchanged(photo: Photo, listing: Listing): Promise<string | undefined> {
  const there = listing.get(photo.key);
  if (!there || (await stat(photo.file)).size !== there.size) return undefined;
  const etag = await etagOf(photo.file, there.etag, Math.ceil(there.size / PART_BYTES));
  return etag === there.etag ? etag : undefined;
}

/** As the object's would be if it were the file; undefined where it was sent in another way. */
async function etagOf(file: string, like: string, parts: number): Promise<string | undefined> {
  const whole = createHash('md5');
  if (/^[0-9a-f]{32}$/.test(like)) {
    await pipeline(createReadStream(file), whole);
    return whole.digest('hex');
  }
  if (!like.endsWith(`-${parts}`)) return undefined;
  for (let part = 0; part < parts; part++) {
    const hash = createHash('md5');
    const range = { start: part * PART_BYTES, end: (part + 1) * PART_BYTES - 1 };
    await pipeline(createReadStream(file, range), hash);
    whole.update(hash.digest());
  }
  return `${whole.digest('hex')}-${parts}`;
}

export async function isInBucket(connection: Connection, key: string): Promise<boolean> {
  return (await inBucket(connection, key)) !== undefined;
}

/** The object of that key as it is now. */
export async function inBucket(
  { s3, settings }: Connection,
  key: string,
): Promise<{ key: string; etag: string } | undefined> {
  try {
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: settings.bucket, Key: key }));
    return { key, etag: (ETag ?? '').replaceAll('"', '') };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

function commonPrefix([first = '', ...others]: string[]): string {
  let length = first.length;
  for (const key of others) while (!key.startsWith(first.slice(0, length))) length--;
  // Not in the middle of a character of two code units.
  return first.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
