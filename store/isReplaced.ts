import { NoSuchKey, NotFound, S3ServiceException } from '@aws-sdk/client-s3';

/** Whether S3 was asked for a version of an object (`If-Match`) that is replaced or gone. */
export function isReplaced(error: unknown): boolean {
  if (error instanceof NoSuchKey || error instanceof NotFound) return true;
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;
}
