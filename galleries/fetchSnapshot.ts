import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  GetObjectCommand,
  NoSuchBucket,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { openSnapshot, type Snapshot } from '../faces/match/snapshot/openSnapshot.ts';
import { broken, MANIFEST, type Manifest, manifestKey, type Part, parseManifest } from './Manifest.ts';
import { SnapshotError } from './SnapshotError.ts';

/** Where snapshots are kept. */
export interface Galleries {
  s3: S3Client;
  bucket: string;
}

export interface Fetched {
  manifest: Manifest;
  snapshot: Snapshot;
}

/** Parts read at once. */
const AT_ONCE = 6;
/** A snapshot that is replaced while it is read is gone; the next one is there by then. */
const TRIES = 3;

/**
 * The newest snapshot of a space; undefined where there is none.
 * @throws SnapshotError where it is not whole; nothing of it is used then.
 */
export async function fetchSnapshot(galleries: Galleries, space: string): Promise<Fetched | undefined> {
  for (let left = TRIES; ; left--) {
    const found = await readManifest(galleries, space);
    if (!found) return undefined;
    const manifest = parseManifest(found.text, space);
    const folder = await mkdtemp(join(tmpdir(), 'face-inbox-gallery-'));
    try {
      await download(galleries, manifest, folder);
      return { manifest, snapshot: openSnapshot(folder, manifest.contents) };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      if (!(error instanceof NoSuchKey)) throw error;
      if (left === 1) throw broken(space, 'a part of it is not there');
    }
  }
}

/** The snapshots of all spaces, as far as they can be read. */
export async function* listManifests({ s3, bucket }: Galleries): AsyncGenerator<Manifest> {
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Delimiter: '/' });
  for await (const { CommonPrefixes = [] } of pages)
    for (const { Prefix } of CommonPrefixes) {
      const manifest = await readAny({ s3, bucket }, `${Prefix}${MANIFEST}`);
      if (manifest) yield manifest;
    }
}

async function readAny(galleries: Galleries, key: string): Promise<Manifest | undefined> {
  const found = await getText(galleries, key);
  try {
    return found && parseManifest(found.text);
  } catch (error) {
    if (error instanceof SnapshotError) return undefined;
    throw error;
  }
}

/** The text of what a snapshot was published by; undefined where there is none. */
export function readManifest(
  galleries: Galleries,
  space: string,
): Promise<{ text: string; etag: string } | undefined> {
  return getText(galleries, manifestKey(space));
}

async function getText({ s3, bucket }: Galleries, Key: string) {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return { text: await Body!.transformToString(), etag: ETag! };
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NoSuchBucket) return undefined;
    throw error;
  }
}

async function download(galleries: Galleries, { contents, files }: Manifest, folder: string) {
  const parts = files.flatMap(({ name, parts }) => {
    let position = 0;
    return parts.map((part) => {
      const one = { name, part, position };
      position += part.bytes;
      return one;
    });
  });
  const open = new Map(files.map(({ name }) => [name, openSync(join(folder, name), 'w')]));
  try {
    await pMap(
      parts,
      ({ name, part, position }) =>
        readPart(galleries, part, contents.space, (bytes, at) =>
          writeSync(open.get(name)!, bytes, 0, bytes.length, position + at),
        ),
      { concurrency: AT_ONCE },
    );
  } finally {
    for (const file of open.values()) closeSync(file);
  }
}

/** As it comes, so that none of it is in memory; what is written is of use only where its sum is right. */
async function readPart(
  { s3, bucket }: Galleries,
  { key, bytes, crc32: wanted }: Part,
  space: string,
  write: (bytes: Uint8Array, at: number) => void,
): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  let at = 0;
  let sum = 0;
  for await (const chunk of Body as AsyncIterable<Uint8Array>) {
    if (at + chunk.length > bytes) throw broken(space, `${key} is longer than ${bytes} bytes`);
    write(chunk, at);
    sum = crc32(chunk, sum);
    at += chunk.length;
  }
  if (at !== bytes || sum !== wanted)
    throw broken(space, `${key} has ${at} bytes of ${bytes}, and the sum ${sum} instead of ${wanted}`);
}
