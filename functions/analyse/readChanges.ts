import type { S3Event } from 'aws-lambda';

/** One change of one object of the inbox, as S3 tells it. */
export interface Change {
  kind: 'dropped' | 'removed';
  bucket: string;
  key: string;
  sequencer: string;
  /** When S3 made the change. */
  time: Date;
  /** Of the version that was dropped. */
  etag: string;
  bytes: number;
}

/**
 * Reads an SQS message body. S3's test event and folder markers (empty objects whose key ends in `/`, which the
 * console makes) are no changes.
 * @throws where the body is not S3's: it stays in the queue and ends among the dead letters, where it is found.
 */
export function readChanges(body: string): Change[] {
  const message = JSON.parse(body) as Partial<S3Event> & { Event?: string };
  if (message.Event === 's3:TestEvent') return [];
  if (!Array.isArray(message.Records))
    throw new TypeError(
      `A message in the queue is not S3's: it has no "Records", but ${Object.keys(message).join(', ')}. ` +
        'Only the bucket may send to this queue.',
    );
  return message.Records.map(({ eventName, eventTime, s3 }) => ({
    kind: eventName.startsWith('ObjectRemoved:') ? ('removed' as const) : ('dropped' as const),
    bucket: s3.bucket.name,
    key: decodeKey(s3.object.key),
    sequencer: s3.object.sequencer,
    time: new Date(eventTime),
    etag: s3.object.eTag ?? '',
    bytes: s3.object.size ?? 0,
  })).filter(({ key, bytes, kind }) => !(kind === 'dropped' && key.endsWith('/') && bytes === 0));
}

/** S3 writes keys into its events as forms do: a space as `+`, other characters by the percent (user guide). */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
