import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Connection } from './connect.ts';
import { isUnreachable } from './explain.ts';
import type { Photo } from './findPhotos.ts';

const CONTENT_TYPES: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.heic': 'image/heic',
  '.heif': 'image/heif',
};

const ATTEMPTS = 3;

/**
 * Streams one file into the inbox. The SDK does not send a stream twice, so what may pass is tried again here.
 * @returns the object's ETag, without its quotes, and the bytes sent.
 */
export async function sendPhoto(
  { s3, settings }: Connection,
  photo: Photo,
  signal: AbortSignal,
): Promise<{ etag: string; bytes: number }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(photo, (Body, ContentLength, abortSignal) =>
        s3.send(
          new PutObjectCommand({
            Bucket: settings.bucket,
            Key: photo.key,
            Body,
            ContentLength,
            ContentType: CONTENT_TYPES[extname(photo.file).toLowerCase()] ?? 'application/octet-stream',
          }),
          { abortSignal: AbortSignal.any([signal, abortSignal]) },
        ),
      );
    } catch (error) {
      if (signal.aborted || attempt === ATTEMPTS || !mayPass(error)) throw error;
      await setTimeout(200 * 2 ** attempt, undefined, { signal });
    }
  }
}

type Put = (body: Readable, length: number, signal: AbortSignal) => Promise<PutObjectCommandOutput>;

async function send({ file }: Photo, put: Put) {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const broken = new AbortController();
    const body = Readable.from(unbroken(handle.createReadStream(), broken));
    const { ETag } = await put(body, size, broken.signal).catch((error) => {
      throw broken.signal.aborted ? broken.signal.reason : error;
    });
    return { etag: (ETag ?? '').replaceAll('"', ''), bytes: size };
  } finally {
    await handle.close();
  }
}

/** The SDK does not bear a stream that breaks: the process would end. So this one ends, and the request with it. */
async function* unbroken(file: Readable, broken: AbortController): AsyncGenerator<Buffer> {
  try {
    yield* file;
  } catch (error) {
    broken.abort(error);
  }
}

function mayPass(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return isUnreachable(error) || status >= 500 || status === 429;
}
