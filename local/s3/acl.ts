import { requireBucket } from './buckets.ts';
import { readText } from './incoming.ts';
import { requireObject } from './objects.ts';
import { notImplemented } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import { OWNER, type Reply, type S3State, xmlReply } from './S3State.ts';
import { writeXml } from './xml.ts';

/** There are no access lists; whoever asks for one reads what a bucket without them has: the owner may do everything. */
export function getAcl(s3: S3State, request: S3Request): Reply {
  requireTarget(s3, request);
  const owner = { ID: OWNER, DisplayName: OWNER };
  const xml = writeXml('AccessControlPolicy', {
    Owner: owner,
    AccessControlList: { Grant: { Grantee: owner, Permission: 'FULL_CONTROL' } },
  });
  const typed = '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">';
  return xmlReply(xml.replace('<Grantee>', typed));
}

/** A canned one is taken as it is with a PUT (see refuseHeaders) and changes nothing; a list of grants is refused. */
export async function putAcl(s3: S3State, request: S3Request): Promise<Reply> {
  requireTarget(s3, request);
  const body = await readText(request);
  if (!request.headers.has('x-amz-acl') || body.trim() !== '') throw notImplemented('A list of grants');
  return { status: 200 };
}

function requireTarget({ db }: S3State, { bucket, key }: S3Request): void {
  if (key === '') requireBucket(db, bucket);
  else requireObject(db, bucket, key);
}
