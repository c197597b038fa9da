import { requireBucket } from './buckets.ts';
import type { Checksum } from './checksums.ts';
import { isoSeconds } from './copyObject.ts';
import { encodeKey } from './events.ts';
import { after, behind, type Page, pageOfKeys } from './pageOfKeys.ts';
import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import { OWNER, type Reply, type S3State, xmlReply } from './S3State.ts';
import { writeXml } from './xml.ts';

interface ListedRow {
  key: Uint8Array;
  size: number;
  etag: string;
  modified: number;
  checksum: string | null;
}

export interface ListQuery {
  prefix: string;
  delimiter: string;
  max: number;
  /** Percent-encodes keys where the client asked for it, as XML cannot hold every key. */
  encode(key: string): string;
}

/** The parameters that all listings share; `limit` is the name of the one with the page's size. */
export function readListQuery(
  query: URLSearchParams,
  limit: string,
): ListQuery & { encoding: string | undefined } {
  const encoding = query.get('encoding-type') || undefined;
  if (encoding !== undefined && encoding !== 'url') {
    throw new S3Error('InvalidArgument', `encoding-type is "${encoding}", it must be url.`);
  }
  const delimiter = query.get('delimiter') ?? '';
  // Of Ceph's S3: there a listing may be asked for in any order, but not in groups. Here all are in order.
  if (query.get('allow-unordered') === 'true' && delimiter !== '') {
    throw new S3Error('InvalidArgument', 'allow-unordered cannot be used with a delimiter; leave out one.');
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter,
    max: readLimit(query, limit),
    encoding,
    encode: encoding === undefined ? (key) => key : encodeKey,
  };
}

/** At most 1,000, whatever was asked for. */
export function readLimit(query: URLSearchParams, name: string): number {
  const text = query.get(name) || '1000';
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2 ** 31 - 1) {
    throw new S3Error('InvalidArgument', `${name} is "${text}", it must be a number from 0 to 2147483647.`, {
      ArgumentName: name,
      ArgumentValue: text,
    });
  }
  return Math.min(Number(text), 1000);
}

export function listObjectsV2(s3: S3State, request: S3Request): Reply {
  const { query } = request;
  const list = readListQuery(query, 'max-keys');
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  // A token outweighs start-after.
  const from = token ? readToken(token) : firstAfter(startAfter, list);
  const page = readPage(s3, request.bucket, list, from);
  const content = {
    Name: request.bucket,
    Prefix: list.encode(list.prefix),
    Delimiter: list.delimiter === '' ? undefined : list.encode(list.delimiter),
    MaxKeys: list.max,
    EncodingType: list.encoding,
    KeyCount: page.rows.length + page.groups.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: page.next?.toString('base64url'),
    StartAfter: startAfter === '' ? undefined : list.encode(startAfter),
    ...entries(page, list, query.get('fetch-owner') === 'true'),
  };
  return xmlReply(writeXml('ListBucketResult', content));
}

export function listObjectsV1(s3: S3State, request: S3Request): Reply {
  const list = readListQuery(request.query, 'max-keys');
  const marker = request.query.get('marker') ?? '';
  const page = readPage(s3, request.bucket, list, firstAfter(marker, list));
  // Without a delimiter S3 leaves it out: the client goes on from the last key.
  const nextMarker =
    page.next !== undefined && list.delimiter !== '' ? list.encode(page.last ?? '') : undefined;
  const content = {
    Name: request.bucket,
    Prefix: list.prefix, // as it is: in this version botocore decodes all others, but not it
    Marker: list.encode(marker),
    NextMarker: nextMarker,
    Delimiter: list.delimiter === '' ? undefined : list.encode(list.delimiter),
    MaxKeys: list.max,
    EncodingType: list.encoding,
    IsTruncated: page.next !== undefined,
    ...entries(page, list, true),
  };
  return xmlReply(writeXml('ListBucketResult', content));
}

export function readPage(s3: S3State, bucket: string, list: ListQuery, from: Buffer): Page<ListedRow> {
  requireBucket(s3.db, bucket);
  return pageOfKeys({ ...list, from }, (first, end) =>
    s3.db.each<ListedRow>(
      `SELECT key, size, etag, modified, checksum FROM objects
        WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key`,
      bucket,
      first,
      end,
    ),
  );
}

/** A marker that is a group itself, as NextMarker may be, stands for all keys of the group. */
export function firstAfter(marker: string, { prefix, delimiter }: ListQuery): Buffer {
  if (marker === '') return Buffer.alloc(0);
  const at = delimiter === '' || !marker.startsWith(prefix) ? -1 : marker.indexOf(delimiter, prefix.length);
  const isGroup = at >= 0 && at + delimiter.length === marker.length;
  return isGroup ? behind(Buffer.from(marker)) : after(Buffer.from(marker));
}

function readToken(token: string): Buffer {
  const from = Buffer.from(token, 'base64url');
  if (from.toString('base64url') === token) return from;
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
    ArgumentValue: token,
  });
}

function entries(page: Page<ListedRow>, list: ListQuery, withOwner: boolean) {
  return {
    Contents: page.rows.map((row) => ({
      Key: list.encode(Buffer.from(row.key).toString()),
      LastModified: isoSeconds(row.modified),
      ETag: `"${row.etag}"`,
      ...checksumOf(row),
      Size: row.size,
      StorageClass: 'STANDARD',
      Owner: withOwner ? { ID: OWNER, DisplayName: OWNER } : undefined,
    })),
    CommonPrefixes: page.groups.map((group) => ({ Prefix: list.encode(group) })),
  };
}

export function checksumOf({ checksum }: ListedRow): Record<string, string> {
  if (checksum === null) return {};
  const { algorithm, type } = JSON.parse(checksum) as Checksum;
  return { ChecksumAlgorithm: algorithm.toUpperCase(), ChecksumType: type };
}
