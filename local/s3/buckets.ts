import { commit } from './change.ts';
import type { Db } from './db.ts';
import { readText } from './incoming.ts';
import type { QueueConfiguration } from './notification.ts';
import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import { OWNER, type Reply, type S3State, xmlReply } from './S3State.ts';
import { readXml, writeXml } from './xml.ts';

export interface Bucket {
  name: string;
  /** Milliseconds since 1970. */
  created: number;
  notification: QueueConfiguration[];
}

export function requireBucket(db: Db, name: string): Bucket {
  const row = db.get<{ name: string; created: number; notification: string }>(
    'SELECT name, created, notification FROM buckets WHERE name = ?',
    name,
  );
  if (row === undefined) {
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
  }
  return { ...row, notification: JSON.parse(row.notification) as QueueConfiguration[] };
}

export function listBuckets(s3: S3State, request: S3Request): Reply {
  const prefix = request.query.get('prefix') ?? '';
  const after = request.query.get('continuation-token') ?? '';
  const most = Number(request.query.get('max-buckets') ?? 10_000);
  if (!(Number.isInteger(most) && most >= 1 && most <= 10_000)) {
    throw new S3Error(
      'InvalidArgument',
      `max-buckets is "${request.query.get('max-buckets')}", it must be 1 to 10000.`,
    );
  }
  const rows = s3.db
    .all<{ name: string; created: number }>(
      'SELECT name, created FROM buckets WHERE name > ? ORDER BY name',
      after,
    )
    .filter(({ name }) => name.startsWith(prefix));
  const page = rows.slice(0, most);
  const content = {
    Owner: { ID: OWNER },
    Buckets: {
      Bucket: page.map(({ name, created }) => ({
        Name: name,
        CreationDate: new Date(created).toISOString(),
      })),
    },
    Prefix: prefix || undefined,
    ContinuationToken: rows.length > most ? page.at(-1)?.name : undefined,
  };
  return xmlReply(writeXml('ListAllMyBucketsResult', content));
}

/** Creating a bucket that is there already is a success, as in us-east-1 for a bucket's owner. */
export async function createBucket(s3: S3State, request: S3Request): Promise<Reply> {
  checkBucketName(request.bucket);
  const text = await readText(request);
  const location =
    text.trim() === '' ? undefined : readXml(text, 'CreateBucketConfiguration').text('LocationConstraint');
  if (location && location.trim() !== s3.region) {
    throw new S3Error(
      'InvalidLocationConstraint',
      `The location constraint is "${location}", this S3 is in ${s3.region}; give that or none.`,
      { LocationConstraint: location },
    );
  }
  s3.db.run('INSERT OR IGNORE INTO buckets (name, created) VALUES (?, ?)', request.bucket, Date.now());
  return { status: 200, headers: { location: `/${request.bucket}` } };
}

export function headBucket(s3: S3State, request: S3Request): Reply {
  requireBucket(s3.db, request.bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': s3.region } };
}

/** Uploads that were never completed go with their bucket. */
export function deleteBucket(s3: S3State, request: S3Request): Reply {
  const { bucket } = request;
  commit(s3, (change) => {
    requireBucket(s3.db, bucket);
    if (s3.db.get('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1', bucket) !== undefined) {
      throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
        BucketName: bucket,
      });
    }
    const parts = s3.db.all<{ body: string }>(
      'SELECT body FROM parts JOIN uploads ON parts.upload = uploads.id WHERE bucket = ?',
      bucket,
    );
    for (const { body } of parts) change.unused(body);
    s3.db.run('DELETE FROM uploads WHERE bucket = ?', bucket);
    s3.db.run('DELETE FROM buckets WHERE name = ?', bucket);
  });
  return { status: 204 };
}

/** The oldest region is the empty one. */
export function getLocation(s3: S3State, request: S3Request): Reply {
  requireBucket(s3.db, request.bucket);
  return xmlReply(writeXml('LocationConstraint', s3.region === 'us-east-1' ? '' : s3.region));
}

/** Never switched on, so the configuration is empty. */
export function getVersioning(s3: S3State, request: S3Request): Reply {
  requireBucket(s3.db, request.bucket);
  return xmlReply(writeXml('VersioningConfiguration', ''));
}

/** S3 User Guide, "General purpose bucket naming rules". */
function checkBucketName(name: string): void {
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/[.-]\.|\.-/.test(name) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (valid) return;
  throw new S3Error(
    'InvalidBucketName',
    `The bucket name "${name}" must have 3 to 63 small letters, digits, dots and hyphens, begin and end with a letter or digit, and be neither an IP address nor one that S3 reserves.`,
    { BucketName: name },
  );
}
