import { requireBucket } from './buckets.ts';
import { type Change, commit } from './change.ts';
import { checkDelete } from './conditions.ts';
import { eventSource } from './events.ts';
import { readText } from './incoming.ts';
import { findObject } from './objects.ts';
import { S3Error } from './S3Error.ts';
import { checkKey, type S3Request } from './S3Request.ts';
import { type Reply, type S3State, xmlReply } from './S3State.ts';
import { readXml, writeXml, type Xml, type XmlContent } from './xml.ts';

/** 204 whether it was there or not. */
export function deleteObject(s3: S3State, request: S3Request): Reply {
  commit(s3, (change) => removeObject(s3, change, request, request.key, request.headers.get('if-match')));
  return { status: 204 };
}

const MAX_KEYS = 1000;

/** One transaction for all keys; a key that is refused costs no other. */
export async function deleteObjects(s3: S3State, request: S3Request): Promise<Reply> {
  requireBucket(s3.db, request.bucket);
  const root = readXml(await readText(request), 'Delete');
  const objects = root.children('Object');
  if (objects.length === 0 || objects.length > MAX_KEYS) {
    throw new S3Error(
      'MalformedXML',
      `The body names ${objects.length} objects, it must be 1 to ${MAX_KEYS}.`,
    );
  }
  const quiet = root.text('Quiet')?.trim().toLowerCase() === 'true';
  const deleted: XmlContent[] = [];
  const errors: XmlContent[] = [];
  commit(s3, (change) => {
    for (const object of objects) {
      const key = object.text('Key') ?? '';
      try {
        removeNamed(s3, change, request, key, object);
        deleted.push({ Key: key });
      } catch (error) {
        if (!(error instanceof S3Error) || error.status >= 500) throw error;
        errors.push({ Key: key, Code: error.code, Message: error.message });
      }
    }
  });
  return xmlReply(writeXml('DeleteResult', { Deleted: quiet ? [] : deleted, Error: errors }));
}

function removeNamed(s3: S3State, change: Change, request: S3Request, key: string, object: Xml): void {
  if (key === '') throw new S3Error('InvalidArgument', 'Each Object must have a Key of 1 to 1024 bytes.');
  checkKey(key);
  const version = object.text('VersionId')?.trim() || 'null';
  if (version !== 'null') {
    throw new S3Error('NoSuchVersion', `There is no version "${version}": this S3 keeps one, called null.`);
  }
  removeObject(s3, change, request, key, object.text('ETag')?.trim());
}

/**
 * The event is for an object that was there. S3 without versions sends none for a key that was absent, as nothing
 * changed.
 */
function removeObject(
  s3: S3State,
  change: Change,
  request: S3Request,
  key: string,
  condition: string | undefined,
): void {
  const { bucket } = request;
  const { notification } = requireBucket(s3.db, bucket);
  const old = findObject(s3.db, bucket, key);
  checkDelete(condition, key, old);
  if (old === undefined) return;
  s3.db.run('DELETE FROM objects WHERE bucket = ? AND key = ?', bucket, Buffer.from(key));
  change.unused(old.body);
  const sequencer = s3.db.nextSequencer();
  change.happened(
    notification,
    { name: 'ObjectRemoved:Delete', bucket, key, sequencer, time: Date.now() },
    eventSource(request),
  );
}
