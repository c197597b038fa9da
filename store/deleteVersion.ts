import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Deletes an object if it is of that very version: false where it is replaced or gone. @param etag without its quotes */
export async function deleteVersion(
  s3: S3Client,
  Bucket: string,
  Key: string,
  etag: string,
): Promise<boolean> {
  try {
    await s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: `"${etag}"` }));
    return true;
  } catch (error) {
    // The last where another writes or deletes it at the same time.
    if (['PreconditionFailed', 'NoSuchKey', 'ConditionalRequestConflict'].includes((error as Error).name))
      return false;
    throw error;
  }
}
