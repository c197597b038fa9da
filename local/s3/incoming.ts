import { awsChunked } from './awsChunked.ts';
import type { Measured } from './bodies.ts';
import { type Algorithm, algorithmOfHeader, type Checksum, newDigest, readChecksum } from './checksums.ts';
import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';

/** A request's body and what its headers and trailers promise of it. */
export interface Incoming {
  /** The content, without the framing of `aws-chunked`. */
  bytes: AsyncIterable<Buffer>;
  /** What has to be computed for `check`. */
  algorithms: Algorithm[];
  /** Of the checksum that the client gives, before the body or behind it. */
  promised: Algorithm | undefined;
  /** After `bytes` is read: throws BadDigest, XAmzContentSHA256Mismatch or IncompleteBody. */
  check(body: Measured): void;
  /** After `check`: the one x-amz-checksum-... that the client gave, if any. */
  checksum(): Checksum | undefined;
}

/** S3 User Guide, "Uploading objects": 5 GiB in one PUT. */
const MAX_BYTES = 5 * 1024 ** 3;

interface Promised {
  algorithm: Algorithm;
  bytes: Buffer;
  header: string;
}

/**
 * `checksummed`: whether the x-amz-checksum headers speak of this body, which those of CompleteMultipartUpload do not.
 * `content`: what the body holds of the object, where that is not all.
 */
export function openIncoming(
  request: S3Request,
  checksummed = true,
  content?: AsyncIterable<Buffer>,
): Incoming {
  const { headers } = request;
  const payload = headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  const chunked = payload.startsWith('STREAMING-');
  const length = contentLength(headers, chunked);
  const promised = promises(headers, payload, checksummed);
  const trailing = trailingAlgorithms(headers);
  const given = promised.find(({ header }) => header.startsWith('x-amz-checksum-'));
  let checksum: Checksum | undefined = given && {
    algorithm: given.algorithm,
    value: given.bytes.toString('base64'),
    type: 'FULL_OBJECT',
  };

  const trailers = new Map<string, string>();
  // Not destroyed when a reader breaks off: the client is still to be told why.
  const raw = content ?? (request.http.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>);
  const bytes = chunked ? awsChunked(raw, trailers) : raw;
  return {
    bytes: length === undefined ? limited(bytes) : bytes,
    promised: given?.algorithm ?? trailing[0],
    algorithms: [...promised.map(({ algorithm }) => algorithm), ...trailing],
    check(body) {
      if (length !== undefined && body.size !== length) {
        throw new S3Error('IncompleteBody', `The body has ${body.size} bytes, its headers say ${length}.`);
      }
      for (const { algorithm, bytes, header } of promised)
        compare(header, bytes, body.digests.get(algorithm)!);
      for (const algorithm of trailing) {
        const header = `x-amz-checksum-${algorithm}`;
        const value = trailers.get(header);
        if (value === undefined) {
          throw new S3Error(
            'MalformedTrailerError',
            `x-amz-trailer announces ${header}, but the body ends without it.`,
          );
        }
        compare(header, readChecksum(algorithm, value), body.digests.get(algorithm)!);
        checksum = { algorithm, value, type: 'FULL_OBJECT' };
      }
    },
    checksum: () => checksum,
  };
}

/** A body that is an XML document, at most `MAX_XML` bytes of it; held to the same checksums. */
export async function readText(request: S3Request, checksummed = true): Promise<string> {
  const incoming = openIncoming(request, checksummed);
  const digests = new Map([...new Set(incoming.algorithms)].map((name) => [name, newDigest(name)]));
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of incoming.bytes) {
    size += piece.length;
    if (size > MAX_XML)
      throw new S3Error('MaxMessageLengthExceeded', `The body has more than ${MAX_XML} bytes.`);
    for (const digest of digests.values()) digest.update(piece);
    pieces.push(piece);
  }
  incoming.check({ size, digests: new Map([...digests].map(([name, digest]) => [name, digest.digest()])) });
  return Buffer.concat(pieces).toString();
}

/** 1,000 keys of 1,024 bytes, each byte written as `&quot;`, take 6 MB; 10,000 parts with checksums 2 MB. */
const MAX_XML = 8 * 1024 * 1024;

/** Of the content; undefined where the client left it out. */
function contentLength(headers: Map<string, string>, chunked: boolean): number | undefined {
  const header = chunked ? 'x-amz-decoded-content-length' : 'content-length';
  const text = headers.get(header);
  if (text === undefined) {
    // S3 takes no body without a length; this one does, for `curl -T -` and its like.
    if (!chunked) return undefined;
    throw new S3Error('MissingContentLength', `You must provide the ${header} HTTP header.`);
  }
  if (!/^\d{1,15}$/.test(text)) {
    throw new S3Error('InvalidArgument', `${header} is "${text}", it must be a number of bytes.`);
  }
  if (Number(text) > MAX_BYTES) throw tooLarge(Number(text));
  return Number(text);
}

const tooLarge = (size: number) =>
  new S3Error(
    'EntityTooLarge',
    `The body has ${size} bytes; ${MAX_BYTES} are allowed, or use a multipart upload.`,
    { ProposedSize: size, MaxSizeAllowed: MAX_BYTES },
  );

/** A body that does not say how long it is. */
async function* limited(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > MAX_BYTES) throw tooLarge(size);
    yield piece;
  }
}

function promises(headers: Map<string, string>, payload: string, checksummed: boolean): Promised[] {
  const promised: Promised[] = [];
  const md5 = headers.get('content-md5');
  if (md5 !== undefined) {
    const bytes = Buffer.from(md5, 'base64');
    if (bytes.length !== 16 || bytes.toString('base64') !== md5) {
      throw new S3Error('InvalidDigest', `Content-MD5 is "${md5}", it must be the base64 of 16 bytes.`);
    }
    promised.push({ algorithm: 'md5', bytes, header: 'content-md5' });
  }
  if (/^[0-9a-f]{64}$/i.test(payload)) {
    promised.push({
      algorithm: 'sha256',
      bytes: Buffer.from(payload, 'hex'),
      header: 'x-amz-content-sha256',
    });
  } else if (payload !== 'UNSIGNED-PAYLOAD' && !STREAMING.has(payload)) {
    throw new S3Error(
      'InvalidArgument',
      `x-amz-content-sha256 is "${payload}", it must be UNSIGNED-PAYLOAD, ${[...STREAMING].join(', ')} or a SHA-256 in hex.`,
    );
  }
  if (!checksummed) return promised;
  const checksums = [...headers].flatMap(([header, value]) => {
    const algorithm = algorithmOfHeader(header);
    return algorithm === undefined ? [] : [{ algorithm, bytes: readChecksum(algorithm, value), header }];
  });
  if (checksums.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header, multiple checksum types are not allowed.',
    );
  }
  if (
    checksums.length === 0 &&
    headers.has('x-amz-sdk-checksum-algorithm') &&
    !headers.has('x-amz-trailer')
  ) {
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  return [...promised, ...checksums];
}

const STREAMING = new Set([
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
]);

function trailingAlgorithms(headers: Map<string, string>): Algorithm[] {
  const names = (headers.get('x-amz-trailer') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.flatMap((name) => algorithmOfHeader(name) ?? []);
}

function compare(header: string, promised: Buffer, computed: Buffer): void {
  if (promised.equals(computed)) return;
  if (header === 'x-amz-content-sha256') {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      'The provided x-amz-content-sha256 header does not match what was computed.',
      {
        ClientComputedContentSHA256: promised.toString('hex'),
        S3ComputedContentSHA256: computed.toString('hex'),
      },
    );
  }
  throw new S3Error('BadDigest', `The ${header} you specified did not match the calculated checksum.`, {
    ExpectedDigest: promised.toString('base64'),
    CalculatedDigest: computed.toString('base64'),
  });
}
