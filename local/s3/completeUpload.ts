import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Measured } from './bodies.ts';
import {
  type Algorithm,
  algorithmOfHeader,
  type Checksum,
  checksumXml,
  compositeChecksum,
  xmlName,
} from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { readText } from './incoming.ts';
import { checkAlgorithm, findParts, type Part, requireUpload, type Upload } from './multipart.ts';
import { findObject, saveObject } from './objects.ts';
import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import { type Reply, type S3State, xmlReply } from './S3State.ts';
import { readXml, writeXml, type Xml } from './xml.ts';

/** S3 User Guide, "Amazon S3 multipart upload limits": each part but the last. */
const MIN_PART_BYTES = 5 * 1024 ** 2;

/** The parts become one new body; until that is in its place and its row written, the upload is as it was. */
export async function completeUpload(s3: S3State, request: S3Request): Promise<Reply> {
  const root = readXml(await readText(request, false), 'CompleteMultipartUpload');
  try {
    const upload = requireUpload(s3.db, request);
    checkWrite(request.headers, request.key, findObject(s3.db, request.bucket, request.key));
    const parts = chooseParts(root.children('Part'), findParts(s3.db, upload.id));
    return await join(s3, request, upload, parts);
  } catch (error) {
    return completedBefore(s3, request, error);
  }
}

/** A client that lost the answer asks again: as long as its object is there the answer is the same. */
function completedBefore(s3: S3State, request: S3Request, error: unknown): Reply {
  if (!(error instanceof S3Error) || error.code !== 'NoSuchUpload') throw error;
  const id = request.query.get('uploadId') ?? '';
  const { bucket, key } = request;
  const done = s3.db.get<{ etag: string; checksum: string | null }>(
    'SELECT etag, checksum FROM objects WHERE bucket = ? AND key = ? AND upload = ?',
    bucket,
    Buffer.from(key),
    id,
  );
  if (done === undefined) throw error;
  return completed(
    request,
    done.etag,
    done.checksum === null ? undefined : (JSON.parse(done.checksum) as Checksum),
  );
}

async function join(s3: S3State, request: S3Request, upload: Upload, parts: Part[]): Promise<Reply> {
  const etag = compositeEtag(parts);
  const promised = promisedChecksum(request, upload);
  const target = promised === undefined ? upload : { algorithm: promised.algorithm, type: promised.type };
  const whole = target.type === 'FULL_OBJECT' ? target.algorithm : undefined;
  const expected = Number(request.headers.get('x-amz-mp-object-size') ?? Number.NaN);
  let checksum: Checksum | undefined;
  const check = (body: Measured) => {
    if (expected >= 0 && expected !== body.size) {
      throw new S3Error(
        'InvalidRequest',
        `x-amz-mp-object-size is ${expected}, the parts have ${body.size} bytes.`,
      );
    }
    checksum = checksumOfParts(target, parts, whole && body.digests.get(whole));
    if (promised !== undefined && promised.value !== checksum?.value) {
      throw new S3Error(
        'BadDigest',
        `The x-amz-checksum-${promised.algorithm} you specified did not match what we calculated: ${checksum?.value}`,
      );
    }
  };
  const body = await s3.bodies.keep(bytesOf(s3, request, parts), whole ? [whole] : [], check);
  const kept = parts.map(({ number, size, checksum: own }) => ({
    number,
    size,
    ...(own && { checksum: own.value }),
  }));
  const draft = {
    body,
    etag,
    headers: upload.headers,
    parts: kept,
    upload: upload.id,
    ...(checksum && { checksum }),
  };
  saveObject(s3, request, 'ObjectCreated:CompleteMultipartUpload', draft, (change) => {
    const { id } = requireUpload(s3.db, request); // it may be aborted or completed by now
    for (const part of findParts(s3.db, id)) change.unused(part.body);
    s3.db.run('DELETE FROM uploads WHERE id = ?', id);
  });
  return completed(request, etag, checksum);
}

/**
 * The checksum of the whole object that the request gives. Of an upload that was begun without an algorithm it can be
 * one that speaks of the bytes themselves, as there are none of its parts.
 */
function promisedChecksum({ headers }: S3Request, { algorithm, type }: Upload): Checksum | undefined {
  const asked = headers.get('x-amz-checksum-type');
  if (asked !== undefined && type !== undefined && asked !== type) {
    throw new S3Error('BadDigest', `x-amz-checksum-type is "${asked}", the upload was begun with ${type}.`);
  }
  const given = [...headers].flatMap(([header, value]) => {
    const name = algorithmOfHeader(header);
    return name === undefined ? [] : [{ algorithm: name, value }];
  });
  if (given.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header, multiple are not allowed.',
    );
  }
  const [one] = given;
  if (one === undefined) return undefined;
  checkAlgorithm(algorithm, one.algorithm);
  if (algorithm === undefined && !one.algorithm.startsWith('crc')) {
    throw new S3Error(
      'InvalidRequest',
      `The upload was begun without a checksum algorithm; begin it with ${one.algorithm.toUpperCase()} to give one of its parts.`,
    );
  }
  return { ...one, type: type ?? 'FULL_OBJECT' };
}

function completed(request: S3Request, etag: string, checksum: Checksum | undefined): Reply {
  const { bucket, key } = request;
  const location = `http://${request.http.headers.host ?? 'localhost'}/${bucket}/${encodeURIComponent(key)}`;
  const content = {
    Location: location,
    Bucket: bucket,
    Key: key,
    ETag: `"${etag}"`,
    ...checksumXml(checksum),
  };
  return xmlReply(writeXml('CompleteMultipartUploadResult', content));
}

/**
 * The parts that the body names, if it names them in order and each as it is kept. Of a part that is named twice in a
 * row, as it was sent again, the second counts (ceph/s3-tests, test_multipart_resend_first_finishes_last).
 */
function chooseParts(named: Xml[], kept: Part[]): Part[] {
  if (named.length === 0) throw new S3Error('MalformedXML', 'The body must name at least one Part.');
  const byNumber = new Map(kept.map((part) => [part.number, part]));
  const numbers = named.map((xml) => Number(xml.text('PartNumber') || Number.NaN));
  numbers.forEach((number, i) => {
    if (!Number.isInteger(number))
      throw new S3Error('MalformedXML', 'Each Part must have a whole PartNumber.');
    const before = numbers[i - 1] ?? 0;
    if (number >= before) return;
    throw new S3Error(
      'InvalidPartOrder',
      `The list of parts was not in ascending order: ${number} is after ${before}.`,
    );
  });
  const last = named.filter((_, i) => numbers[i] !== numbers[i + 1]);
  const parts = last.map((xml) => {
    const number = Number(xml.text('PartNumber'));
    const part = byNumber.get(number);
    const etag = (xml.text('ETag') ?? '').trim().replaceAll('"', '');
    const sum = part?.checksum && xml.text(xmlName(part.checksum.algorithm));
    if (
      part === undefined ||
      part.etag !== etag ||
      (sum !== undefined && sum.trim() !== part.checksum?.value)
    ) {
      throw invalidPart(number, etag);
    }
    return part;
  });
  for (const { number, size, etag } of parts.slice(0, -1)) {
    if (size >= MIN_PART_BYTES) continue;
    throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      ETag: etag,
      MinSizeAllowed: MIN_PART_BYTES,
      PartNumber: number,
      ProposedSize: size,
    });
  }
  return parts;
}

const invalidPart = (number: number, etag: string) =>
  new S3Error(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { PartNumber: number, ETag: etag },
  );

async function* bytesOf(s3: S3State, request: S3Request, parts: Part[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part.size > 0) yield* openPart(s3, request, part) as AsyncIterable<Buffer>;
  }
}

/** A part's body is gone where the upload ended meanwhile (NoSuchUpload), or the part was sent again. */
function openPart(s3: S3State, request: S3Request, part: Part): Readable {
  try {
    return s3.bodies.read(part.body, 0, part.size - 1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    requireUpload(s3.db, request);
    throw invalidPart(part.number, part.etag);
  }
}

/** The MD5 of the parts' MD5s, and how many there are. */
function compositeEtag(parts: Part[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(etag, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}

function checksumOfParts(
  target: Pick<Upload, 'algorithm' | 'type'>,
  parts: Part[],
  whole: Buffer | undefined,
): Checksum | undefined {
  const { algorithm, type } = target;
  if (algorithm === undefined || type === undefined) return undefined;
  if (whole !== undefined) return { algorithm, value: whole.toString('base64'), type };
  return {
    algorithm,
    value: compositeChecksum(
      algorithm,
      parts.map((part) => digestOf(part, algorithm)),
    ),
    type,
  };
}

/** Every part of an upload with an algorithm was measured with it. */
const digestOf = (part: Part, algorithm: Algorithm): Buffer => {
  if (part.checksum?.algorithm !== algorithm) throw invalidPart(part.number, part.etag);
  return Buffer.from(part.checksum.value, 'base64');
};
