import { PutObjectCommand } from '@aws-sdk/client-s3';
import { resultOf } from '../../store/resultOf.ts';
import type { Api } from '../Api.ts';
import { ProblemError } from '../ProblemError.ts';
import { mediaType } from '../photos/readForm.ts';
import type { Answer, Asked, Schema } from '../Route.ts';
import { imageOf } from '../reads/imageOf.ts';
import { of } from '../schemas/parts.ts';

export interface WaitQuery {
  wait: number;
}

export const WAIT: Record<string, Schema> = {
  wait: {
    description: 'Seconds to wait for the result; without it the answer says where it will be',
    type: 'integer',
    minimum: 0,
    maximum: 30,
    default: 0,
  },
};

/** Seconds of the function's time that nobody waits in. */
const RESERVE = 5;

const ACCEPTED = { 'application/json': of('Accepted') };
export const PUT_ANSWERS = {
  200: { description: 'It is in the bucket, and this is its result', content: ACCEPTED },
  202: { description: 'It is in the bucket, and is looked at in its turn', content: ACCEPTED },
};

/** Puts the photo into the bucket; all else follows from that, as from every other drop. */
export async function putPhoto(
  key: string,
  { body, headers, query: { wait } }: Asked<WaitQuery>,
  { s3, store, settings }: Api,
): Promise<Answer> {
  checkKey(key);
  if (body.length === 0 || body.length > settings.maxBytes)
    throw new ProblemError(body.length === 0 ? 422 : 413, {
      code: body.length === 0 ? 'empty' : 'too-large',
      detail: `The photo has ${body.length} bytes.`,
      value: body.length,
      rule: `It must have 1 to ${settings.maxBytes} bytes.`,
      remedy: 'Send the photo as the body, or one that is smaller.',
    });
  const { ETag } = await s3.send(
    new PutObjectCommand({
      Bucket: settings.bucket,
      Key: key,
      Body: body,
      ContentType: mediaType(headers['content-type'] ?? '') || 'application/octet-stream',
    }),
  );
  const etag = (ETag ?? '').replaceAll('"', '');
  const at = `/v1/images/${encodeURIComponent(key)}`;
  const accepted = { status: 'queued', images: [key], etag, at };
  // The answer has to come before the function's time is over.
  const seconds = Math.min(wait, settings.functionTimeoutSeconds - RESERVE);
  if (seconds > 0) {
    const result = await resultOf(
      store,
      { key, etag },
      new AbortController().signal,
      AbortSignal.timeout(1000 * seconds),
    );
    if (result) return { status: 200, body: { ...accepted, status: 'done', result: imageOf(result) } };
  }
  return { status: 202, body: accepted, headers: { location: at } };
}

/** Of an object of S3: up to 1,024 bytes. A folder marker is no photo. @throws ProblemError 400 */
export function checkKey(key: string): void {
  if (key !== '' && Buffer.byteLength(key) <= 1024 && !key.endsWith('/')) return;
  throw new ProblemError(400, {
    code: 'bad-key',
    detail: `${JSON.stringify(key.slice(0, 200))} cannot be the key of a photo.`,
    value: key.slice(0, 200),
    rule: 'A key must have 1 to 1024 bytes of UTF-8, and not end with "/".',
    remedy: 'Name another.',
  });
}
