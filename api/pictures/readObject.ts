import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isReplaced } from '../../store/isReplaced.ts';
import { ProblemError } from '../ProblemError.ts';

/** One version of an object. */
export interface Version {
  bucket: string;
  key: string;
  etag: string;
}

/**
 * The bytes of that version, or a range of them, both ends included.
 * @throws ProblemError 404 where it was replaced or is gone
 */
export async function readObject(
  s3: S3Client,
  { bucket, key, etag }: Version,
  range?: { start: number; end: number },
): Promise<Buffer> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({
        ...{ Bucket: bucket, Key: key, IfMatch: `"${etag}"` },
        ...(range && { Range: `bytes=${range.start}-${range.end}` }),
      }),
    );
    return Buffer.from(await Body!.transformToByteArray());
  } catch (error) {
    if (isReplaced(error)) throw replaced(key);
    throw error;
  }
}

function replaced(key: string): ProblemError {
  return new ProblemError(404, {
    code: 'replaced',
    detail: `What the result of ${JSON.stringify(key)} is of is not in the bucket any more.`,
    value: key,
    rule: 'A picture is made of the object that was looked at.',
    remedy: 'Read the result again: it changes as soon as the new object was looked at.',
  });
}
