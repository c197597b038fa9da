import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Change } from '../../changes/readChanges.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { isReplaced } from '../../store/isReplaced.ts';
import { SNIFFED, sniffVideo } from '../../video/sniffVideo.ts';

/**
 * Reads the very version that the change speaks of; of a video, which is told by its first bytes, no more than those.
 * @returns undefined where it is replaced or gone: another change tells of that.
 * @throws PhotoError `too-large`, before anything beyond the limit is held.
 */
export async function fetchPhoto(
  s3: S3Client,
  { bucket, key, etag, bytes }: Change,
  maxBytes: number,
): Promise<{ body: Buffer; modified?: Date } | 'video' | undefined> {
  try {
    const { Body, ContentLength, LastModified } = await s3.send(
      new GetObjectCommand({
        ...{ Bucket: bucket, Key: key, IfMatch: etag || undefined },
        // Of what cannot be a photo that is looked at, enough to tell whether it is a video.
        ...(bytes > maxBytes && { Range: `bytes=0-${SNIFFED - 1}` }),
      }),
    );
    const body = await readWhole(Body as AsyncIterable<Uint8Array>, ContentLength, maxBytes);
    if (body === 'video') return body;
    if (bytes > maxBytes) throw tooLarge(bytes, maxBytes);
    // What is cut short can pass for a broken photo, which is refused for good.
    if (etag !== '' && bytes > 0 && body.length !== bytes)
      throw new Error(
        `The event tells of ${bytes} bytes and S3 sent ${body.length}; reading again may succeed.`,
      );
    return { body, modified: LastModified };
  } catch (error) {
    if (isReplaced(error)) return undefined;
    throw error;
  }
}

async function readWhole(
  body: AsyncIterable<Uint8Array>,
  length: number | undefined,
  maxBytes: number,
): Promise<Buffer | 'video'> {
  const chunks: Uint8Array[] = [];
  let count = 0;
  let head = Buffer.alloc(0);
  for await (const chunk of body) {
    count += chunk.length;
    chunks.push(chunk);
    if (head.length < SNIFFED) {
      head = Buffer.concat(chunks);
      if (head.length < SNIFFED && count !== length) continue;
      if (sniffVideo(head)) return 'video';
      if (length !== undefined && length > maxBytes) throw tooLarge(length, maxBytes);
    }
    if (count > maxBytes) throw tooLarge(count, maxBytes);
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
