import type { Body } from './bodies.ts';
import { requireBucket } from './buckets.ts';
import { type Change, commit } from './change.ts';
import type { Checksum } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import type { Db } from './db.ts';
import { type EventName, eventSource } from './events.ts';
import { noSuchKey } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import type { S3State } from './S3State.ts';

/** An object as it is kept. */
export interface S3Object {
  /** A name in Bodies. */
  body: string;
  size: number;
  /** Without quotes. */
  etag: string;
  /** Milliseconds since 1970; S3 shows seconds. */
  modified: number;
  /** Given back as they came: content headers and x-amz-meta-*. */
  headers: Record<string, string>;
  checksum?: Checksum;
  /** Sizes and checksums of the parts, where it came in parts. */
  parts?: ObjectPart[];
}

interface ObjectPart {
  number: number;
  size: number;
  checksum?: string;
}

interface ObjectRow {
  body: string;
  size: number;
  etag: string;
  modified: number;
  headers: string;
  checksum: string | null;
  parts: string | null;
}

export function findObject(db: Db, bucket: string, key: string): S3Object | undefined {
  const row = db.get<ObjectRow>(
    'SELECT body, size, etag, modified, headers, checksum, parts FROM objects WHERE bucket = ? AND key = ?',
    bucket,
    Buffer.from(key),
  );
  if (row === undefined) return undefined;
  const { body, size, etag, modified } = row;
  return {
    body,
    size,
    etag,
    modified,
    headers: JSON.parse(row.headers) as Record<string, string>,
    ...(row.checksum !== null && { checksum: JSON.parse(row.checksum) as Checksum }),
    ...(row.parts !== null && { parts: JSON.parse(row.parts) as ObjectPart[] }),
  };
}

/** Throws NoSuchBucket or NoSuchKey. */
export function requireObject(db: Db, bucket: string, key: string): S3Object {
  requireBucket(db, bucket);
  const object = findObject(db, bucket, key);
  if (object === undefined) throw noSuchKey(key);
  return object;
}

/** A new object, its body in place. */
export interface Draft {
  body: Body;
  etag: string;
  headers: Record<string, string>;
  checksum?: Checksum;
  parts?: ObjectPart[];
  /** The id of the multipart upload that it comes from. */
  upload?: string;
}

/**
 * Puts the draft under the request's key, in the place of what was there, with its event; `also` runs first in the
 * same transaction. Where that fails (the bucket is gone, If-None-Match, a full disk) the draft's body is removed.
 */
export function saveObject(
  s3: S3State,
  request: S3Request,
  event: EventName,
  draft: Draft,
  also: (change: Change) => void = () => {},
): { modified: number } {
  const { bucket, key } = request;
  const { body, etag } = draft;
  try {
    return commit(s3, (change) => {
      const { notification } = requireBucket(s3.db, bucket);
      also(change);
      const old = findObject(s3.db, bucket, key);
      checkWrite(request.headers, key, old);
      const sequencer = s3.db.nextSequencer();
      const modified = Date.now();
      s3.db.run(
        `INSERT OR REPLACE INTO objects
          (bucket, key, body, size, etag, sequencer, modified, headers, checksum, parts, upload)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        bucket,
        Buffer.from(key),
        body.name,
        body.size,
        etag,
        sequencer,
        modified,
        JSON.stringify(draft.headers),
        draft.checksum ? JSON.stringify(draft.checksum) : null,
        draft.parts ? JSON.stringify(draft.parts) : null,
        draft.upload ?? null,
      );
      if (old !== undefined) change.unused(old.body);
      const content = { size: body.size, etag };
      change.happened(
        notification,
        { name: event, bucket, key, sequencer, time: modified, content },
        eventSource(request),
      );
      return { modified };
    });
  } catch (error) {
    s3.bodies.remove(body.name);
    throw error;
  }
}

export const md5Hex = (body: Body) => body.digests.get('md5')!.toString('hex');
