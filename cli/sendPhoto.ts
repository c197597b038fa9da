import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Connection } from './connect.ts';
import type { Photo } from './findPhotos.ts';
import { PART_BYTES, sendInParts } from './send/sendInParts.ts';
import { severalTimes } from './send/severalTimes.ts';
import { withFile } from './send/withFile.ts';

const CONTENT_TYPES: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.heic': 'image/heic',
  '.heif': 'image/heif',
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.mkv': 'video/x-matroska',
  '.webm': 'video/webm',
};

/**
 * Streams one file into the inbox, a large one in parts. The SDK does not send a stream twice, so what may pass is tried again
 * here.
 * @param onBytes is told what was read to be sent, of a large file also what is sent once more
 * @returns the object's ETag, without its quotes, and the bytes sent.
 */
export async function sendPhoto(
  { s3, settings }: Connection,
  photo: Photo,
  signal: AbortSignal,
  onBytes: (count: number) => void = () => {},
): Promise<{ etag: string; bytes: number }> {
  const object = {
    Bucket: settings.bucket,
    Key: photo.key,
    ContentType: CONTENT_TYPES[extname(photo.file).toLowerCase()] ?? 'application/octet-stream',
  };
  const { size } = await stat(photo.file);
  if (size > PART_BYTES) {
    const etag = await sendInParts(s3, { file: photo.file, size, object }, signal, onBytes);
    return { etag, bytes: size };
  }
  return severalTimes(signal, () =>
    withFile(photo.file, undefined, onBytes, async (Body, ContentLength, broken) => {
      const command = new PutObjectCommand({ ...object, Body, ContentLength });
      const { ETag } = await s3.send(command, { abortSignal: AbortSignal.any([signal, broken]) });
      return { etag: (ETag ?? '').replaceAll('"', ''), bytes: ContentLength };
    }),
  );
}
