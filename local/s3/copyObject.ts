import type { Readable } from 'node:stream';
import { requireBucket } from './buckets.ts';
import { type Algorithm, type Checksum, checksumXml, readAlgorithm } from './checksums.ts';
import { isUnmodified, type Span } from './conditions.ts';
import { objectHeaders } from './objectHeaders.ts';
import { md5Hex, requireObject, type S3Object, saveObject } from './objects.ts';
import { S3Error } from './S3Error.ts';
import { decode, type S3Request } from './S3Request.ts';
import { type Reply, type S3State, xmlReply } from './S3State.ts';
import { writeXml } from './xml.ts';

export async function copyObject(s3: S3State, request: S3Request): Promise<Reply> {
  requireBucket(s3.db, request.bucket);
  const replace = readDirective(request) === 'REPLACE';
  const from = readSource(request);
  const changes = replace || IN_PLACE.some((name) => request.headers.has(name));
  if (!changes && from.bucket === request.bucket && from.key === request.key) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const headers = replace ? objectHeaders(request.headers) : undefined;
  const asked = request.headers.get('x-amz-checksum-algorithm');
  // Read before the source is opened: what throws after that leaves it open.
  const wanted = asked === undefined ? undefined : readAlgorithm(asked);
  const { object, stream } = openSource(s3, request);
  const algorithm = wanted ?? object.checksum?.algorithm;
  const body = await keepStream(s3, stream, algorithm);
  const checksum = checksumOf(body.digests, algorithm);
  const etag = md5Hex(body);
  const { modified } = saveObject(s3, request, 'ObjectCreated:Copy', {
    body,
    etag,
    headers: headers ?? object.headers,
    ...(checksum && { checksum }),
  });
  const content = { ETag: `"${etag}"`, LastModified: isoSeconds(modified), ...checksumXml(checksum) };
  return xmlReply(writeXml('CopyObjectResult', content));
}

/** Headers that make a copy onto itself a change, even where they name what the object has already, as S3 has it. */
const IN_PLACE = ['x-amz-storage-class', 'x-amz-server-side-encryption'];

/** S3 API reference, CopyObject and UploadPartCopy: 5 GiB in one copy. */
const MAX_COPY = 5 * 1024 ** 3;

/**
 * The object that x-amz-copy-source names, found and opened in one tick (see getObject), its conditions checked.
 * `choose` picks the bytes.
 */
export function openSource(
  s3: S3State,
  request: S3Request,
  choose: (size: number) => Span = (size) => ({ start: 0, end: size - 1 }),
): { object: S3Object; stream: Readable | undefined } {
  const { bucket, key } = readSource(request);
  const object = requireObject(s3.db, bucket, key);
  if (isUnmodified(request.headers, object, 'x-amz-copy-source-')) {
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
      Condition: 'x-amz-copy-source-If-None-Match or If-Modified-Since',
    });
  }
  const { start, end } = choose(object.size);
  if (end - start + 1 > MAX_COPY) {
    throw new S3Error(
      'InvalidRequest',
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY}; copy it in parts.`,
    );
  }
  return { object, stream: end < start ? undefined : s3.bodies.read(object.body, start, end) };
}

/** A new body of its own, with an MD5 for its ETag and the checksum `algorithm`. */
export async function keepStream(
  s3: S3State,
  stream: Readable | undefined,
  algorithm: Algorithm | undefined,
) {
  try {
    return await s3.bodies.keep(stream ?? nothing(), algorithm === undefined ? ['md5'] : ['md5', algorithm]);
  } finally {
    stream?.destroy();
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}

export function checksumOf(
  digests: Map<Algorithm, Buffer>,
  algorithm: Algorithm | undefined,
): Checksum | undefined {
  if (algorithm === undefined) return undefined;
  return { algorithm, value: digests.get(algorithm)!.toString('base64'), type: 'FULL_OBJECT' };
}

function readDirective(request: S3Request): 'COPY' | 'REPLACE' {
  const directive = request.headers.get('x-amz-metadata-directive') ?? 'COPY';
  if (directive === 'COPY' || directive === 'REPLACE') return directive;
  throw new S3Error(
    'InvalidArgument',
    `x-amz-metadata-directive is "${directive}", it must be COPY or REPLACE.`,
  );
}

/** `/bucket/key` or `bucket/key`, percent-encoded, perhaps with `?versionId=null`. */
function readSource(request: S3Request): { bucket: string; key: string } {
  const header = request.headers.get('x-amz-copy-source') ?? '';
  const [path = '', version] = header.split(/\?versionId=/);
  const source = /^\/?([^/]+)\/(.+)$/s.exec(decode(path));
  if (source === null) {
    throw new S3Error(
      'InvalidArgument',
      `x-amz-copy-source is "${header}", it must be <bucket>/<key>, percent-encoded.`,
    );
  }
  if (version !== undefined && version !== 'null') {
    throw new S3Error('NoSuchVersion', `There is no version "${version}": this S3 keeps one, called null.`);
  }
  return { bucket: source[1]!, key: source[2]! };
}

/** S3 shows times in whole seconds. */
export const isoSeconds = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
