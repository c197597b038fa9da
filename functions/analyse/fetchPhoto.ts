import { GetObjectCommand, NoSuchKey, NotFound, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import type { Change } from './readChanges.ts';

/**
 * Reads the very version that the change speaks of.
 * @returns undefined where it is replaced or gone: another change tells of that.
 * @throws PhotoError `too-large`, before anything beyond the limit is held.
 */
export async function fetchPhoto(
  s3: S3Client,
  { bucket, key, etag, bytes }: Change,
  maxBytes: number,
): Promise<{ body: Buffer; modified?: Date } | undefined> {
  if (bytes > maxBytes) throw tooLarge(bytes, maxBytes);
  try {
    const { Body, ContentLength, LastModified } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag || undefined }),
    );
    if (ContentLength !== undefined && ContentLength > maxBytes) {
      (Body as { destroy?(): void }).destroy?.();
      throw tooLarge(ContentLength, maxBytes);
    }
    const body = await readWhole(Body as AsyncIterable<Uint8Array>, ContentLength, maxBytes);
    // What is cut short can pass for a broken photo, which is refused for good.
    if (etag !== '' && bytes > 0 && body.length !== bytes)
      throw new Error(
        `The event tells of ${bytes} bytes and S3 sent ${body.length}; reading again may succeed.`,
      );
    return { body, modified: LastModified };
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NotFound) return undefined;
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return undefined;
    throw error;
  }
}

async function readWhole(body: AsyncIterable<Uint8Array>, length: number | undefined, maxBytes: number) {
  const chunks: Uint8Array[] = [];
  let count = 0;
  for await (const chunk of body) {
    count += chunk.length;
    if (count > maxBytes) throw tooLarge(count, maxBytes);
    chunks.push(chunk);
  }
  if (length !== undefined && count !== length)
    throw new Error(`S3 announced ${length} bytes and sent ${count}; reading again may succeed.`);
  return Buffer.concat(chunks);
}

function tooLarge(bytes: number, maxBytes: number): PhotoError {
  return new PhotoError(
    'too-large',
    `The object has ${bytes} bytes or more; at most ${maxBytes} are read. ` +
      'Drop a smaller file, or raise MAX_BYTES.',
  );
}
