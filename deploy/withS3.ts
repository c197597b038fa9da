import { S3Client } from '@aws-sdk/client-s3';

/** Asks S3 something in a region, and lets go of the connection. */
export async function withS3<T>(region: string, ask: (s3: S3Client) => Promise<T>): Promise<T> {
  // As the functions do: where another endpoint is named, its buckets have no names of hosts.
  const s3 = new S3Client({ region, forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  try {
    return await ask(s3);
  } finally {
    s3.destroy();
  }
}
