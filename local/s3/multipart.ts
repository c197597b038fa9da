import { randomUUID } from 'node:crypto';
import type { Body } from './bodies.ts';
import { requireBucket } from './buckets.ts';
import { commit } from './change.ts';
import {
  type Algorithm,
  type Checksum,
  type ChecksumType,
  checksumHeaders,
  checksumXml,
  readAlgorithm,
} from './checksums.ts';
import type { Span } from './conditions.ts';
import { checksumOf, isoSeconds, keepStream, openSource } from './copyObject.ts';
import type { Db } from './db.ts';
import { openIncoming } from './incoming.ts';
import { objectHeaders } from './objectHeaders.ts';
import { md5Hex } from './objects.ts';
import { noSuchUpload, S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import { type Reply, type S3State, xmlReply } from './S3State.ts';
import { writeXml } from './xml.ts';

export interface Upload {
  id: string;
  /** Kept with the object when it is complete. */
  headers: Record<string, string>;
  /** The checksum that the object is to have. */
  algorithm?: Algorithm;
  type?: ChecksumType;
}

export interface Part {
  number: number;
  body: string;
  size: number;
  etag: string;
  modified: number;
  checksum?: Checksum;
}

export function createUpload(s3: S3State, request: S3Request): Reply {
  const { bucket, key } = request;
  requireBucket(s3.db, bucket);
  const headers = objectHeaders(request.headers);
  const name = request.headers.get('x-amz-checksum-algorithm');
  const algorithm = name === undefined ? undefined : readAlgorithm(name);
  const type = algorithm && readType(request, algorithm);
  const initiated = Date.now();
  // The time first: S3 lists the uploads of a key in the order of their beginning.
  const id = `${initiated.toString(16).padStart(12, '0')}${randomUUID().replaceAll('-', '')}`;
  s3.db.run(
    'INSERT INTO uploads (id, bucket, key, initiated, headers, algorithm, type) VALUES (?, ?, ?, ?, ?, ?, ?)',
    id,
    bucket,
    Buffer.from(key),
    initiated,
    JSON.stringify(headers),
    algorithm ?? null,
    type ?? null,
  );
  const content = { Bucket: bucket, Key: key, UploadId: id };
  return xmlReply(
    writeXml('InitiateMultipartUploadResult', content),
    algorithm && type && { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': type },
  );
}

/** S3 User Guide, "Checking object integrity": which algorithm allows which type; the first is the default. */
function readType(request: S3Request, algorithm: Algorithm): ChecksumType {
  const allowed: ChecksumType[] =
    algorithm === 'crc64nvme'
      ? ['FULL_OBJECT']
      : algorithm.startsWith('crc')
        ? ['COMPOSITE', 'FULL_OBJECT']
        : ['COMPOSITE'];
  const asked = request.headers.get('x-amz-checksum-type') ?? allowed[0];
  const type = allowed.find((one) => one === asked);
  if (type !== undefined) return type;
  throw new S3Error(
    'InvalidRequest',
    `x-amz-checksum-type is "${asked}", with ${algorithm.toUpperCase()} it must be ${allowed.join(' or ')}.`,
  );
}

export async function uploadPart(s3: S3State, request: S3Request): Promise<Reply> {
  const number = readPartNumber(request.query);
  const { algorithm } = requireUpload(s3.db, request);
  const incoming = openIncoming(request);
  checkAlgorithm(algorithm, incoming.promised);
  const wanted: Algorithm[] = ['md5', ...incoming.algorithms, ...(algorithm ? [algorithm] : [])];
  const body = await s3.bodies.keep(incoming.bytes, wanted, incoming.check);
  const checksum = checksumOf(body.digests, algorithm) ?? incoming.checksum();
  const { etag } = savePart(s3, request, number, body, checksum);
  const { 'x-amz-checksum-type': _, ...headers } = checksumHeaders(checksum);
  return { status: 200, headers: { etag: `"${etag}"`, ...headers } };
}

/** API reference, UploadPart: the algorithm "must be the same for all parts and it match" the upload's. */
export function checkAlgorithm(upload: Algorithm | undefined, given: Algorithm | undefined): void {
  if (upload === undefined || given === undefined || upload === given) return;
  throw new S3Error(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${upload}, actual checksum Type: ${given}`,
  );
}

export async function uploadPartCopy(s3: S3State, request: S3Request): Promise<Reply> {
  const number = readPartNumber(request.query);
  const { algorithm } = requireUpload(s3.db, request);
  const { stream } = openSource(s3, request, (size) => readSourceRange(request, size));
  const body = await keepStream(s3, stream, algorithm);
  const checksum = checksumOf(body.digests, algorithm);
  const { etag, modified } = savePart(s3, request, number, body, checksum);
  const { ChecksumType: _, ...sums } = checksumXml(checksum);
  return xmlReply(
    writeXml('CopyPartResult', { ETag: `"${etag}"`, LastModified: isoSeconds(modified), ...sums }),
  );
}

/** `bytes=<first>-<last>`, both given and both within the source. */
function readSourceRange(request: S3Request, size: number): Span {
  const header = request.headers.get('x-amz-copy-source-range');
  if (header === undefined) return { start: 0, end: size - 1 };
  const range = /^bytes=(\d+)-(\d+)$/.exec(header.trim());
  const [start, end] = [Number(range?.[1]), Number(range?.[2])];
  const valid = range !== null && start <= end;
  if (valid && end < size) return { start, end };
  throw new S3Error(
    valid ? 'InvalidRange' : 'InvalidArgument',
    `x-amz-copy-source-range is "${header}", it must be bytes=<first>-<last> within the source's ${size} bytes.`,
  );
}

/** A part sent again takes the place of the one before. */
function savePart(
  s3: S3State,
  request: S3Request,
  number: number,
  body: Body,
  checksum: Checksum | undefined,
) {
  const etag = md5Hex(body);
  const modified = Date.now();
  try {
    return commit(s3, (change) => {
      const { id } = requireUpload(s3.db, request);
      const old = s3.db.get<{ body: string }>(
        'SELECT body FROM parts WHERE upload = ? AND number = ?',
        id,
        number,
      );
      s3.db.run(
        `INSERT OR REPLACE INTO parts (upload, number, body, size, etag, modified, checksum)
          VALUES (?, ?, ?, ?, ?, ?, ?)`,
        id,
        number,
        body.name,
        body.size,
        etag,
        modified,
        checksum ? JSON.stringify(checksum) : null,
      );
      if (old !== undefined) change.unused(old.body);
      return { etag, modified };
    });
  } catch (error) {
    s3.bodies.remove(body.name);
    throw error;
  }
}

export function abortUpload(s3: S3State, request: S3Request): Reply {
  commit(s3, (change) => {
    const { id } = requireUpload(s3.db, request);
    for (const part of findParts(s3.db, id)) change.unused(part.body);
    s3.db.run('DELETE FROM uploads WHERE id = ?', id); // its parts go with it
  });
  return { status: 204 };
}

/** The upload of the request's uploadId, if it is one of this bucket and key; throws NoSuchBucket or NoSuchUpload. */
export function requireUpload(db: Db, request: S3Request): Upload {
  requireBucket(db, request.bucket);
  const id = request.query.get('uploadId') ?? '';
  const row = db.get<{ headers: string; algorithm: Algorithm | null; type: ChecksumType | null }>(
    'SELECT headers, algorithm, type FROM uploads WHERE id = ? AND bucket = ? AND key = ?',
    id,
    request.bucket,
    Buffer.from(request.key),
  );
  if (row === undefined) throw noSuchUpload(id);
  return {
    id,
    headers: JSON.parse(row.headers) as Record<string, string>,
    ...(row.algorithm !== null && { algorithm: row.algorithm }),
    ...(row.type !== null && { type: row.type }),
  };
}

/** In the order of their numbers. */
export function findParts(db: Db, upload: string): Part[] {
  const rows = db.all<Omit<Part, 'checksum'> & { checksum: string | null }>(
    'SELECT number, body, size, etag, modified, checksum FROM parts WHERE upload = ? ORDER BY number',
    upload,
  );
  return rows.map(({ checksum, ...part }) => ({
    ...part,
    ...(checksum !== null && { checksum: JSON.parse(checksum) as Checksum }),
  }));
}

function readPartNumber(query: URLSearchParams): number {
  const number = Number(query.get('partNumber') || Number.NaN);
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  throw new S3Error(
    'InvalidArgument',
    `Part number must be an integer between 1 and 10000, inclusive; it is "${query.get('partNumber')}".`,
    { ArgumentName: 'partNumber', ArgumentValue: query.get('partNumber') ?? '' },
  );
}
