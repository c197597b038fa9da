import { createHmac } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';

/**
 * A form that puts one object of a size up to `most` bytes, signed by Signature Version 4 (S3 API reference,
 * "Authenticating requests: browser-based uploads using POST"). A presigned PUT could not say that "up to".
 */
export async function signForm(
  s3: S3Client,
  of: { bucket: string; key: string; most: number; expiresAt: Date },
): Promise<{ url: string; fields: Record<string, string> }> {
  const { bucket, key, most, expiresAt } = of;
  const { accessKeyId, secretAccessKey, sessionToken } = await s3.config.credentials();
  const region = await s3.config.region();
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = [now.slice(0, 8), region, 's3', 'aws4_request'];
  const fields = {
    key,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': [accessKeyId, ...scope].join('/'),
    'x-amz-date': now,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const policy = Buffer.from(
    JSON.stringify({
      expiration: expiresAt.toISOString(),
      conditions: [
        { bucket },
        ['content-length-range', 1, most],
        ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
      ],
    }),
  ).toString('base64');
  const hmac = (secret: Buffer | string, text: string) => createHmac('sha256', secret).update(text).digest();
  const signing = scope.reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(signing, policy).toString('hex');
  return { url: urlOf(s3, bucket, region), fields: { ...fields, policy, 'x-amz-signature': signature } };
}

/** The bucket's own address, or below an endpoint that was named. */
function urlOf({ config }: S3Client, bucket: string, region: string): string {
  const named = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL;
  if (config.forcePathStyle && named) return new URL(bucket, named.endsWith('/') ? named : `${named}/`).href;
  return `https://${bucket}.s3.${region}.amazonaws.com/`;
}
