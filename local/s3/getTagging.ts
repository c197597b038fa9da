import { requireObject } from './objects.ts';
import type { S3Request } from './S3Request.ts';
import { type Reply, type S3State, xmlReply } from './S3State.ts';
import { writeXml } from './xml.ts';

/** Tags cannot be written here, so there are none; version 2 of the AWS CLI asks for them when it copies in parts. */
export function getTagging(s3: S3State, { bucket, key }: S3Request): Reply {
  requireObject(s3.db, bucket, key);
  return xmlReply(writeXml('Tagging', { TagSet: '' }));
}
