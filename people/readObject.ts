import { GetObjectCommand, NoSuchKey, S3ServiceException } from '@aws-sdk/client-s3';
import type { Inbox } from './Inbox.ts';

/** The bytes of the very object of that ETag; undefined where it is replaced or gone. */
export async function readObject(
  { s3, settings }: Pick<Inbox, 's3' | 'settings'>,
  Key: string,
  etag: string,
  abortSignal: AbortSignal,
): Promise<Buffer | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: settings.bucket, Key, IfMatch: etag }), {
      abortSignal,
    });
    return Buffer.from(await Body!.transformToByteArray());
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return undefined;
    throw error;
  }
}
