import { requireBucket } from './buckets.ts';
import { checksumHeaders } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { openIncoming } from './incoming.ts';
import { objectHeaders } from './objectHeaders.ts';
import { findObject, md5Hex, saveObject } from './objects.ts';
import type { S3Request } from './S3Request.ts';
import type { Reply, S3State } from './S3State.ts';

export async function putObject(s3: S3State, request: S3Request): Promise<Reply> {
  requireBucket(s3.db, request.bucket);
  // Checked again when the body is there; here it spares the client from sending gigabytes for nothing.
  checkWrite(request.headers, request.key, findObject(s3.db, request.bucket, request.key));
  const headers = objectHeaders(request.headers);
  const incoming = openIncoming(request);
  const body = await s3.bodies.keep(incoming.bytes, ['md5', ...incoming.algorithms], incoming.check);
  const etag = md5Hex(body);
  const checksum = incoming.checksum();
  saveObject(s3, request, 'ObjectCreated:Put', { body, etag, headers, ...(checksum && { checksum }) });
  return { status: 200, headers: { etag: `"${etag}"`, ...checksumHeaders(checksum) } };
}
