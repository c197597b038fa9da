import { type Checksum, checksumHeaders } from './checksums.ts';
import { isUnmodified, readRange, type Span } from './conditions.ts';
import { overrides } from './objectHeaders.ts';
import { requireObject, type S3Object } from './objects.ts';
import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import type { Reply, S3State } from './S3State.ts';

/**
 * No `await` between finding the row and opening its body: that is what makes a reader see one whole object, the old
 * or the new one.
 */
export function getObject(s3: S3State, request: S3Request): Reply {
  const object = requireObject(s3.db, request.bucket, request.key);
  const { reply, span } = describe(request, object);
  if (span === undefined) return reply;
  return { ...reply, body: s3.bodies.read(object.body, span.start, span.end) };
}

export function headObject(s3: S3State, request: S3Request): Reply {
  return describe(request, requireObject(s3.db, request.bucket, request.key)).reply;
}

/** Without `span` there is no body to send. */
function describe(request: S3Request, object: S3Object): { reply: Reply; span?: Span } {
  const { size, etag, modified } = object;
  const validators = { etag: `"${etag}"`, 'last-modified': new Date(modified).toUTCString() };
  if (isUnmodified(request.headers, object)) return { reply: { status: 304, headers: validators } };
  const part = partSpan(request, object);
  const partial = part ?? readRange(request.headers.get('range'), size);
  const span = partial ?? { start: 0, end: size - 1 };
  const checked = request.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const reply = {
    status: partial === undefined ? 200 : 206,
    headers: {
      ...object.headers,
      ...overrides(request.query),
      ...validators,
      'accept-ranges': 'bytes',
      'content-length': String(span.end - span.start + 1),
      // An empty object, asked for as its part 1, has no bytes to name.
      ...(partial && size > 0 && { 'content-range': `bytes ${span.start}-${span.end}/${size}` }),
      ...(part && object.parts && { 'x-amz-mp-parts-count': String(object.parts.length) }),
      ...(checked && checksumHeaders(checksumOf(request, object, partial))),
    },
  };
  return span.end < span.start ? { reply } : { reply, span };
}

/** Of just the bytes that are sent, as the client holds them to it: the whole object or one part, no other range. */
function checksumOf(request: S3Request, object: S3Object, partial: Span | undefined): Checksum | undefined {
  if (partial === undefined) return object.checksum;
  const value = object.parts?.[Number(request.query.get('partNumber')) - 1]?.checksum;
  return object.checksum && value !== undefined ? { ...object.checksum, value } : undefined;
}

/** The bytes of `partNumber`; an object that came whole is its own part 1. */
function partSpan(request: S3Request, { size, parts }: S3Object): Span | undefined {
  const asked = request.query.get('partNumber');
  if (asked === null) return undefined;
  if (request.headers.has('range')) {
    throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter.');
  }
  const number = Number(asked);
  if (!(Number.isInteger(number) && number >= 1 && number <= 10_000)) {
    throw new S3Error('InvalidArgument', `partNumber is "${asked}", it must be 1 to 10000.`);
  }
  const sizes = parts?.map((part) => part.size) ?? [size];
  const own = sizes[number - 1];
  if (own === undefined) {
    throw new S3Error(
      'InvalidPart',
      `One or more of the specified parts could not be found: partNumber is ${number}, the object has ${sizes.length}.`,
      { PartNumber: number, ActualPartCount: sizes.length },
    );
  }
  const start = sizes.slice(0, number - 1).reduce((sum, one) => sum + one, 0);
  return { start, end: start + own - 1 };
}
