import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isReplaced } from './isReplaced.ts';

/** The object was replaced or removed while it was read: another change tells of that. */
export class ReplacedError extends Error {
  override name = 'ReplacedError';
}

interface Version {
  bucket: string;
  key: string;
  etag: string;
  bytes: number;
}

/** The bytes of the very version of an object, read by ranges. @throws ReplacedError where it is no more */
export function openObject(s3: S3Client, { bucket, key, etag, bytes }: Version) {
  return {
    bytes,
    /** From `start` up to `end`, which is not beyond the whole. */
    async read(start: number, end: number): Promise<Uint8Array> {
      if (end <= start) return new Uint8Array();
      const Range = `bytes=${start}-${end - 1}`;
      try {
        const { Body } = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag, Range }),
        );
        const read = await Body!.transformToByteArray();
        if (read.length === end - start) return read;
        throw new Error(
          `S3 was asked for ${end - start} bytes and sent ${read.length}; reading again may succeed.`,
        );
      } catch (cause) {
        if (!isReplaced(cause)) throw cause;
        throw new ReplacedError(`${JSON.stringify(key)} is no longer the version ${etag}.`, { cause });
      }
    },
  };
}
