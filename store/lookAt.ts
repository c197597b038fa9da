import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { isFolderMarker } from './isFolderMarker.ts';

/** What the bucket holds of a key. */
export interface Seen {
  etag: string;
  bytes: number;
  /** To the second. */
  modified: Date;
}

/** The photo that the bucket holds at the key now; undefined for none. S3 answers as of all that was done before. */
export async function lookAt(s3: S3Client, bucket: string, key: string): Promise<Seen | undefined> {
  try {
    const { ETag, ContentLength, LastModified } = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key }),
    );
    if (isFolderMarker(key, ContentLength)) return undefined;
    return { etag: (ETag ?? '').replaceAll('"', ''), bytes: ContentLength ?? 0, modified: LastModified! };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
