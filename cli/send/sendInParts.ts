import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { severalTimes } from './severalTimes.ts';
import { withFile } from './withFile.ts';

/** S3 takes 10,000 parts, and all but the last of 5 MiB and more (S3 guide, "Multipart upload limits"): up to 640 GB. */
export const PART_BYTES = 64 * 2 ** 20;

interface Large {
  file: string;
  size: number;
  object: { Bucket: string; Key: string; ContentType: string };
}

/**
 * Sends a large file in parts, one after the other: one that fails is sent again, and not all of it. S3 takes 5 GB at once.
 * Where it ends early, what was sent is removed again.
 * @returns the object's ETag, without its quotes
 */
export async function sendInParts(
  s3: S3Client,
  { file, size, object }: Large,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<string> {
  const { Bucket, Key } = object;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object), { abortSignal: signal });
  try {
    const Parts: CompletedPart[] = [];
    for (let start = 0; start < size; start += PART_BYTES) {
      const PartNumber = Parts.length + 1;
      const end = Math.min(size, start + PART_BYTES);
      const { ETag } = await severalTimes(signal, () =>
        withFile(file, { start, end }, onBytes, (Body, ContentLength, broken) =>
          s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ContentLength }), {
            abortSignal: AbortSignal.any([signal, broken]),
          }),
        ),
      );
      Parts.push({ PartNumber, ETag });
    }
    const whole = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
    const { ETag } = await s3.send(whole, { abortSignal: signal });
    return (ETag ?? '').replaceAll('"', '');
  } catch (error) {
    // What is told is why it ended; parts that are left behind a lifecycle rule removes.
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
    throw error;
  }
}
