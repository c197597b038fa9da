import { randomBytes } from 'node:crypto';
import { type IncomingMessage, validateHeaderName, validateHeaderValue } from 'node:http';
import { S3Error } from './S3Error.ts';

/** A request, taken apart: `bucket` is empty for the service itself, `key` for the bucket itself. */
export interface S3Request {
  /** As in x-amz-request-id. */
  id: string;
  http: IncomingMessage;
  method: string;
  bucket: string;
  key: string;
  query: URLSearchParams;
  /** Lower-case name -> value. A presigned URL may carry the x-amz- headers in its query. */
  headers: Map<string, string>;
}

export const newRequestId = () => randomBytes(8).toString('hex').toUpperCase();

/**
 * Credentials are not checked: any signature is good, and so is none. Only the expiry of a presigned URL is, as people
 * rely on it. Throws InvalidURI, KeyTooLongError or AccessDenied.
 */
export function readRequest(http: IncomingMessage, id: string): S3Request {
  // By hand: `new URL` would resolve `..` and lose what a key may have. A proxy may send the absolute form.
  const url = (http.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const { bucket, key } = locate(path, bucketOfHost(http.headers.host ?? ''));
  checkExpiry(query, Date.now());
  return { id, http, method: http.method ?? 'GET', bucket, key, query, headers: allHeaders(http, query) };
}

function locate(path: string, hostBucket: string | undefined): { bucket: string; key: string } {
  const rest = path.replace(/^\//, '');
  if (hostBucket !== undefined) return { bucket: hostBucket, key: readKey(rest) };
  const slash = rest.indexOf('/');
  if (slash < 0) return { bucket: decode(rest), key: '' };
  return { bucket: decode(rest.slice(0, slash)), key: readKey(rest.slice(slash + 1)) };
}

/** `photos.localhost:4566` and `photos.s3.localhost:4566` -> `photos`; other hosts are path-style. */
function bucketOfHost(host: string): string | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const bucket = /^(.+?)(?:\.s3)?\.localhost$/.exec(name)?.[1];
  return bucket === 's3' ? undefined : bucket;
}

const MAX_KEY_BYTES = 1024;

function readKey(raw: string): string {
  const key = decode(raw);
  checkKey(key);
  return key;
}

/** S3 User Guide, "Naming Amazon S3 objects": at most 1,024 bytes of UTF-8. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', `Your key is too long: it has ${bytes} bytes.`, {
      Size: bytes,
      MaxSizeAllowed: MAX_KEY_BYTES,
    });
  }
}

/** Percent-decoding to UTF-8; a plus is a plus. Node hands over bytes above 127 as Latin-1. */
export function decode(raw: string): string {
  const escaped = raw.replace(/[\x80-\xff]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  try {
    return decodeURIComponent(escaped);
  } catch {
    throw new S3Error('InvalidURI', `"${raw}" must be percent-encoded UTF-8.`, { URI: raw });
  }
}

function allHeaders(http: IncomingMessage, query: URLSearchParams): Map<string, string> {
  const headers = new Map<string, string>();
  if (query.has('X-Amz-Signature')) {
    for (const [name, value] of query) {
      // Not the checksums, which S3 does not read there either: the JavaScript SDK signs that of an empty body into
      // every presigned PUT (localstack issue 12169). Latin-1, as Node has header bytes.
      if (!/^x-amz-(?!checksum-|sdk-checksum-)/i.test(name)) continue;
      const bytes = Buffer.from(value).toString('latin1');
      checkHeader(name, bytes);
      headers.set(name.toLowerCase(), bytes);
    }
  }
  for (const [name, value] of Object.entries(http.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(',') : value);
  }
  return headers;
}

/** What Node would not send as a header could be stored, and the object then never be answered with it. */
export function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new S3Error('InvalidArgument', `"${name}" must be a header's name, its value one line.`, {
      ArgumentName: name,
      ArgumentValue: value,
    });
  }
}

const WEEK = 7 * 24 * 3600;

function checkExpiry(query: URLSearchParams, now: number): void {
  const expires = presignedUntil(query);
  if (expires === undefined || now < expires) return;
  throw new S3Error('AccessDenied', 'Request has expired', {
    Expires: new Date(expires).toISOString(),
    ServerTime: new Date(now).toISOString(),
  });
}

/** In milliseconds; undefined where the URL is not presigned. Signature versions 4 and 2. */
function presignedUntil(query: URLSearchParams): number | undefined {
  if (query.has('X-Amz-Signature')) {
    const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '');
    const seconds = Number(query.get('X-Amz-Expires') || Number.NaN);
    if (date === null || !(seconds >= 0 && seconds <= WEEK)) {
      throw new S3Error(
        'AuthorizationQueryParametersError',
        `X-Amz-Date "${query.get('X-Amz-Date')}" must be like 20260131T235959Z, and X-Amz-Expires "${query.get('X-Amz-Expires')}" 0 to ${WEEK} seconds.`,
      );
    }
    const [, year, month, day, hour, minute, second] = date;
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + seconds * 1000;
  }
  if (!query.has('Signature')) return undefined;
  return Number(query.get('Expires') ?? 0) * 1000 || 0;
}
