import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  type Event,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type QueueConfiguration,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import test from 'ava';
import type { BusEvent } from '../../local/s3/events.ts';
import { BUCKET, type Delivered, failure, newDir, QUEUE, startS3 } from './s3Server.ts';

const Bucket = BUCKET;
const OTHER = 'arn:aws:sqs:us-east-1:000000000000:other';
const ALL: QueueConfiguration = {
  Id: 'all',
  QueueArn: QUEUE,
  Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
};

const notify = (client: S3Client, ...QueueConfigurations: QueueConfiguration[]) =>
  client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { QueueConfigurations },
    }),
  );

const put = (client: S3Client, Key: string, Body = Key) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }));

const records = (delivered: Delivered[]) => delivered.flatMap(({ message }) => message.Records ?? []);
const seen = (delivered: Delivered[]) =>
  records(delivered).map(({ eventName, s3 }) => `${eventName} ${s3.object.key}`);

test('every change sends its event in the shape that S3 has', async (t) => {
  const { client, s3, delivered } = await startS3(t);
  await notify(client, ALL);
  await s3.settled();
  delivered.length = 0;
  const { ETag, $metadata } = await put(client, "people/Zoë & Al/a+b c(1)'~*.jpg", 'hello');
  await s3.settled();
  const [record] = records(delivered);
  t.deepEqual(delivered, [
    {
      queue: QUEUE,
      message: {
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            awsRegion: 'us-east-1',
            eventTime: record.eventTime,
            eventName: 'ObjectCreated:Put',
            userIdentity: { principalId: record.userIdentity.principalId },
            requestParameters: { sourceIPAddress: '127.0.0.1' },
            responseElements: {
              'x-amz-request-id': $metadata.requestId,
              'x-amz-id-2': $metadata.extendedRequestId,
            },
            s3: {
              s3SchemaVersion: '1.0',
              configurationId: 'all',
              bucket: {
                name: BUCKET,
                ownerIdentity: { principalId: record.s3.bucket.ownerIdentity.principalId },
                arn: `arn:aws:s3:::${BUCKET}`,
              },
              object: {
                key: 'people/Zo%C3%AB+%26+Al/a%2Bb+c%281%29%27~%2A.jpg',
                size: 5,
                eTag: ETag!.replaceAll('"', ''),
                sequencer: record.s3.object.sequencer,
              },
            },
          },
        ],
      },
    },
  ]);
  t.is(typeof record.userIdentity.principalId, 'string');
  t.regex(record.eventTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  t.regex(record.s3.object.sequencer, /^[0-9A-F]{16}$/);
});

test('each way to change an object has its event name, and a delete has only key and sequencer', async (t) => {
  const { client, s3, delivered } = await startS3(t);
  await notify(client, ALL);
  await put(client, 'a');
  await client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${BUCKET}/a` }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'c' }));
  const part = { Bucket, Key: 'c', UploadId, PartNumber: 1 };
  const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: 'part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'c', UploadId, MultipartUpload }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  const Objects = ['b', 'absent', 'c'].map((Key) => ({ Key }));
  await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await s3.settled();
  t.deepEqual([...seen(delivered)].sort(), [
    'ObjectCreated:CompleteMultipartUpload c',
    'ObjectCreated:Copy b',
    'ObjectCreated:Put a',
    'ObjectRemoved:Delete a',
    'ObjectRemoved:Delete b',
    'ObjectRemoved:Delete c',
  ]);
  for (const { eventName, s3: event } of records(delivered)) {
    const fields =
      eventName === 'ObjectRemoved:Delete' ? ['key', 'sequencer'] : ['key', 'size', 'eTag', 'sequencer'];
    t.deepEqual(Object.keys(event.object), fields);
  }
  const md5 = (data: Buffer | string) => createHash('md5').update(data);
  const twice = md5(md5('part').digest()).digest('hex');
  const completed = records(delivered).find(({ eventName }) => eventName.includes('Complete'));
  t.like(completed.s3.object, { size: 4, eTag: `${twice}-1` });
});

test('a queue gets the test event when it is new in the configuration, and only then', async (t) => {
  const { client, s3, delivered } = await startS3(t);
  const set = await notify(client, ALL);
  await s3.settled();
  const [first] = delivered;
  t.deepEqual(first, {
    queue: QUEUE,
    message: {
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: first!.message.Time,
      Bucket: BUCKET,
      RequestId: set.$metadata.requestId,
      HostId: set.$metadata.extendedRequestId,
    },
  });
  await notify(client, ALL);
  await notify(client, { ...ALL, Id: 'renamed' });
  await s3.settled();
  t.is(delivered.length, 1);
  await notify(
    client,
    { ...ALL, Events: ['s3:ObjectCreated:*'] },
    { Id: 'other', QueueArn: OTHER, Events: ['s3:ObjectRemoved:*'] },
  );
  await s3.settled();
  t.deepEqual(
    delivered.map(({ queue }) => queue),
    [QUEUE, OTHER],
  );
});

test('the configuration is given back as it was put, and filters choose the keys', async (t) => {
  const { client, s3, delivered } = await startS3(t);
  const FilterRules = [
    { Name: 'prefix', Value: 'in box/' },
    { Name: 'suffix', Value: '.jpg' },
  ] as const;
  const filtered = {
    Id: 'f',
    QueueArn: QUEUE,
    Events: ['s3:ObjectCreated:Put'] satisfies Event[],
    Filter: { Key: { FilterRules: [...FilterRules] } },
  };
  const removed = { Id: 'r', QueueArn: OTHER, Events: ['s3:ObjectRemoved:Delete'] satisfies Event[] };
  await notify(client, filtered, removed);
  const got = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const rules = FilterRules.map(({ Name, Value }) => ({
    Name: Name === 'prefix' ? 'Prefix' : 'Suffix',
    Value,
  }));
  t.like(got.QueueConfigurations, [{ ...filtered, Filter: { Key: { FilterRules: rules } } }, removed]);
  for (const key of ['in box/a.jpg', 'in box/a.png', 'a.jpg', 'in box/.jpg']) await put(client, key);
  await client.send(new CopyObjectCommand({ Bucket, Key: 'in box/copy.jpg', CopySource: `${BUCKET}/a.jpg` }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'in box/a.png' }));
  await notify(client);
  await put(client, 'in box/later.jpg');
  await s3.settled();
  const of = (arn: string) => seen(delivered.filter(({ queue }) => queue === arn)).sort();
  t.deepEqual(of(QUEUE), ['ObjectCreated:Put in+box/.jpg', 'ObjectCreated:Put in+box/a.jpg']);
  t.deepEqual(of(OTHER), ['ObjectRemoved:Delete in+box/a.png']);
});

test('a configuration that S3 would refuse is refused', async (t) => {
  const { client, url } = await startS3(t);
  const refused = async (...configurations: QueueConfiguration[]) =>
    (await failure(t, notify(client, ...configurations))).code;
  t.is(await refused({ ...ALL, QueueArn: 'arn:aws:sns:us-east-1:0:x' }), 'InvalidArgument');
  t.is(await refused({ ...ALL, Events: ['s3:ObjectMade:*' as Event] }), 'InvalidArgument');
  t.is(await refused({ ...ALL, Events: ['s3:ObjectTagging:Put'] }), 'NotImplemented');
  t.is(await refused(ALL, { ...ALL, Id: 'two', Events: ['s3:ObjectCreated:Put'] }), 'InvalidArgument');
  t.is(await refused(ALL, { ...ALL, Events: ['s3:ObjectTagging:*'] }), 'NotImplemented');
  const topic = { TopicConfigurations: [{ TopicArn: 'arn:aws:sns:us-east-1:0:x', Events: ALL.Events }] };
  const command = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: topic });
  t.is((await failure(t, client.send(command))).code, 'NotImplemented');
  const broken = await fetch(`${url}/${BUCKET}?notification`, {
    method: 'PUT',
    body: '<NotificationConfiguration>',
  });
  t.regex(await broken.text(), /<Code>MalformedXML</);
});

test('the events of a key arrive in order though deliveries fail, and other keys do not wait for it', async (t) => {
  const arrived: string[] = [];
  let refusals = 3;
  const { client, s3 } = await startS3(t, {
    deliver: async (_queue, body) => {
      const { eventName, s3: event } = JSON.parse(body).Records?.[0] ?? { eventName: 'test' };
      const stubborn = event?.object.key === 'stubborn';
      if (stubborn && (refusals-- > 0 || !arrived.includes('ObjectCreated:Put free4'))) {
        throw new Error('the queue is down');
      }
      arrived.push(`${eventName} ${event?.object.key ?? ''}${event?.object.size ?? ''}`);
    },
  });
  await notify(client, ALL);
  await s3.settled();
  arrived.length = 0;
  await put(client, 'stubborn', '1');
  await put(client, 'stubborn', '22');
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'stubborn' }));
  await put(client, 'free');
  await s3.settled();
  t.deepEqual(
    arrived.filter((one) => one.includes('stubborn')),
    ['ObjectCreated:Put stubborn1', 'ObjectCreated:Put stubborn2', 'ObjectRemoved:Delete stubborn'],
  );
  t.is(arrived.length, 4);
  t.is(arrived[0], 'ObjectCreated:Put free4');
});

test('events that were not delivered wait for the next start, and the sequencer goes on growing', async (t) => {
  const dir = await newDir(t);
  const first = await startS3(t, { dir, deliver: async () => Promise.reject(new Error('no queue')) });
  await notify(first.client, ALL);
  for (const key of ['a', 'b', 'a']) await put(first.client, key);
  await first.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  await first.close();

  const second = await startS3(t, { dir, bucket: false });
  await second.s3.settled();
  const ofA = records(second.delivered).filter(({ s3 }) => s3.object.key === 'a');
  t.deepEqual(
    ofA.map(({ eventName }) => eventName),
    ['ObjectCreated:Put', 'ObjectCreated:Put', 'ObjectRemoved:Delete'],
  );
  t.is(second.delivered.length, 5);
  await put(second.client, 'a');
  await second.s3.settled();
  await second.close();

  const third = await startS3(t, { dir, bucket: false });
  await put(third.client, 'b');
  await third.s3.settled();
  t.is(third.delivered.length, 1);
  const last = [second, third].map(
    ({ delivered }) => records(delivered).at(-1).s3.object.sequencer as string,
  );
  const grown = [...ofA.map(({ s3 }) => s3.object.sequencer as string), ...last];
  t.deepEqual(grown, [...new Set(grown)].sort());
});

test('a close in the middle of a delivery does not lose it', async (t) => {
  const dir = await newDir(t);
  let started = () => {};
  const begun = new Promise<void>((resolve) => {
    started = resolve;
  });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let count = 0;
  const first = await startS3(t, {
    dir,
    deliver: async () => {
      count++;
      started();
      await held;
    },
  });
  await notify(first.client, ALL);
  await begun;
  const closed = first.close();
  release();
  await closed;
  const second = await startS3(t, { dir, bucket: false });
  await second.s3.settled();
  t.is(count, 1);
  t.deepEqual(second.delivered, []);
});

test('a bucket may send all its events to the event bus, beside those for queues', async (t) => {
  const published: BusEvent[] = [];
  let refused = 0;
  const { client, s3, delivered } = await startS3(t, {
    async publish(event) {
      if (refused++ < 2) throw new Error('The bus is not there for a moment.');
      published.push(event);
    },
  });
  const configuration = { QueueConfigurations: [ALL], EventBridgeConfiguration: {} };
  await client.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: configuration }),
  );
  const { $metadata, ...kept } = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  t.like(kept, configuration);
  const Key = 'Zoë & Al/a b.jpg';
  const { ETag, $metadata: asked } = await put(client, Key, 'hello');
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await s3.settled();
  const [created, deleted] = published;
  t.deepEqual(created, {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: created!.time,
    region: 'us-east-1',
    resources: [`arn:aws:s3:::${BUCKET}`],
    detail: {
      version: '0',
      bucket: { name: BUCKET },
      object: {
        key: Key,
        size: 5,
        etag: ETag!.replaceAll('"', ''),
        sequencer: (created!.detail.object as { sequencer: string }).sequencer,
      },
      'request-id': asked.requestId,
      requester: BUCKET,
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  });
  t.regex(created!.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  t.like(deleted!.detail, { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' });
  t.is(deleted!['detail-type'], 'Object Deleted');
  t.deepEqual(
    seen(delivered).map((one) => one.split(' ')[0]),
    ['ObjectCreated:Put', 'ObjectRemoved:Delete'],
  );
});
