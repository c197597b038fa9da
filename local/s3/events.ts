import { randomBytes } from 'node:crypto';
import type { QueueConfiguration } from './notification.ts';
import type { S3Request } from './S3Request.ts';
import { OWNER } from './S3State.ts';

/** Without its `s3:`, as in the message's eventName. */
export type EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Post'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete';

export interface ObjectChange {
  name: EventName;
  bucket: string;
  key: string;
  sequencer: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Absent when the object is removed. */
  content?: { size: number; etag: string };
}

export interface EventSource {
  requestId: string;
  address: string;
}

/** As in x-amz-id-2: the host that answered. */
export const HOST_ID = randomBytes(48).toString('base64');

export const eventSource = (request: S3Request): EventSource => ({
  requestId: request.id,
  address: (request.http.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
});

export function isWanted(configuration: QueueConfiguration, change: ObjectChange): boolean {
  const name = `s3:${change.name}`;
  const wanted = configuration.events.some(
    (event) => event === name || (event.endsWith(':*') && name.startsWith(event.slice(0, -1))),
  );
  return wanted && change.key.startsWith(configuration.prefix) && change.key.endsWith(configuration.suffix);
}

/** S3 User Guide, "Event message structure", version 2.1. */
export function eventMessage(
  change: ObjectChange,
  source: EventSource,
  configurationId: string,
  region: string,
): string {
  const { content } = change;
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: new Date(change.time).toISOString(),
        eventName: change.name,
        userIdentity: { principalId: OWNER },
        requestParameters: { sourceIPAddress: source.address },
        responseElements: { 'x-amz-request-id': source.requestId, 'x-amz-id-2': HOST_ID },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: {
            name: change.bucket,
            ownerIdentity: { principalId: OWNER },
            arn: `arn:aws:s3:::${change.bucket}`,
          },
          object: {
            key: encodeEventKey(change.key),
            ...(content && { size: content.size, eTag: content.etag }),
            sequencer: change.sequencer,
          },
        },
      },
    ],
  });
}

/** What a bus is given: without what it adds itself, id, account and version. */
export interface BusEvent {
  source: 'aws.s3';
  'detail-type': string;
  /** ISO 8601, in whole seconds. */
  time: string;
  region: string;
  /** The bucket's ARN. */
  resources: string[];
  detail: Record<string, unknown>;
}

const REASONS: Record<EventName, string> = {
  'ObjectCreated:Put': 'PutObject',
  'ObjectCreated:Post': 'POST Object',
  'ObjectCreated:Copy': 'CopyObject',
  'ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
  'ObjectRemoved:Delete': 'DeleteObject',
};

/** S3 User Guide, "EventBridge event message structure"; the key is as it is. */
export function busEvent(change: ObjectChange, source: EventSource, region: string): BusEvent {
  const { bucket, key, sequencer, content, name, time } = change;
  return {
    source: 'aws.s3',
    'detail-type': content === undefined ? 'Object Deleted' : 'Object Created',
    time: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, ...(content && { size: content.size, etag: content.etag }), sequencer },
      'request-id': source.requestId,
      requester: OWNER,
      'source-ip-address': source.address,
      reason: REASONS[name],
      ...(content === undefined && { 'deletion-type': 'Permanently Deleted' }),
    },
  };
}

/** What S3 sends to a queue when it is first named in a bucket's configuration. */
export const testMessage = (bucket: string, requestId: string, time: number): string =>
  JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date(time).toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: HOST_ID,
  });

/** Percent-encoded but for letters, digits, `-_.~` and `/`; a blank is a plus. */
const encodeEventKey = (key: string) => encodeKey(key).replaceAll('%20', '+');

/** The same with `%20`, which every decoder of listings with `encoding-type=url` reads. */
export const encodeKey = (key: string) =>
  encodeURIComponent(key)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
