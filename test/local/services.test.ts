import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import test, { type ExecutionContext } from 'ava';
import { readSettings } from '../../config/settings.ts';
import { deploy, queueArn } from '../../local/deploy.ts';
import { openServices } from '../../local/openServices.ts';
import { topology } from '../../stacks/topology.ts';

const region = 'us-east-1';
const plan = topology(readSettings({}));

async function newFolder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-services-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function open(t: ExecutionContext, dir: string) {
  const onError = (error: Error) => t.fail(error.message);
  const services = await openServices({ dir, port: 0, region, plan, parts: {}, onError });
  t.teardown(services.close);
  return services;
}

/** The next message, which is deleted. */
async function next(sqs: SQSClient, QueueUrl: string) {
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    WaitTimeSeconds: 20,
    MessageAttributeNames: ['All'],
  });
  const message = (await sqs.send(receive)).Messages?.[0];
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  return message;
}

test('an event whose target is not there ends in the dead-letter queue of its rule, with the reason', async (t) => {
  const { clients } = await open(t, await newFolder(t));
  const { sqs, events } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
  const { RuleArn } = await events.send(
    new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["here"]}' }),
  );
  const DeadLetterConfig = { Arn: queueArn(region, 'dead') };
  const Targets = [{ Id: 'gone', Arn: queueArn(region, 'gone'), Input: '"x 😀"', DeadLetterConfig }];
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets }));
  await events.send(
    new PutEventsCommand({ Entries: [{ Source: 'here', DetailType: 'd', Detail: '{"face":"😀"}' }] }),
  );
  const letter = await next(sqs, QueueUrl!);
  t.is(JSON.parse(letter?.Body ?? '').detail.face, '😀');
  const attributes = Object.entries(letter?.MessageAttributes ?? {});
  t.like(Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue])), {
    RULE_ARN: RuleArn,
    TARGET_ARN: queueArn(region, 'gone'),
    RETRY_ATTEMPTS: '0',
  });
});

test('a bucket that is told to sends its events to the default bus, where rules choose among them', async (t) => {
  const dir = await newFolder(t);
  const first = await open(t, dir);
  const { s3, sqs, events } = first.clients;
  await deploy(first.clients, plan, region);
  const Bucket = plan.bucket.name;
  const there = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const { QueueConfigurations } = there;
  const NotificationConfiguration = { QueueConfigurations, EventBridgeConfiguration: {} };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));

  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'films' }));
  const pattern = {
    source: ['aws.s3'],
    detail: { bucket: { name: [Bucket] }, object: { key: [{ suffix: '.mp4' }] } },
  };
  await events.send(new PutRuleCommand({ Name: 'films', EventPattern: JSON.stringify(pattern) }));
  const Targets = [{ Id: 'films', Arn: queueArn(region, 'films') }];
  await events.send(new PutTargetsCommand({ Rule: 'films', Targets }));

  const Key = 'Zoë & Al/a b.mp4';
  await s3.send(new PutObjectCommand({ Bucket, Key: 'photo.jpg', Body: 'x' }));
  const { ETag, $metadata } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
  const created = JSON.parse((await next(sqs, QueueUrl!))?.Body ?? '');
  t.deepEqual(created, {
    version: '0',
    id: created.id,
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: created.time,
    region,
    resources: [`arn:aws:s3:::${Bucket}`],
    detail: {
      version: '0',
      bucket: { name: Bucket },
      object: {
        key: Key,
        size: 5,
        etag: ETag!.replaceAll('"', ''),
        sequencer: created.detail.object.sequencer,
      },
      'request-id': $metadata.requestId,
      requester: created.detail.requester,
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  });
  t.regex(created.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

  // The configuration outlives a stop, and what is deployed at the next start.
  await first.close();
  const second = await open(t, dir);
  await deploy(second.clients, plan, region);
  const kept = await second.clients.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  t.like(kept, NotificationConfiguration);
  await second.clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const url = `${second.endpoint}/000000000000/films`;
  const deleted = JSON.parse((await next(second.clients.sqs, url))?.Body ?? '');
  t.is(deleted['detail-type'], 'Object Deleted');
  t.like(deleted.detail, { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' });
  t.true(deleted.detail.object.sequencer > created.detail.object.sequencer);
});

test('no client can put an event in the name of a service', async (t) => {
  const { clients } = await open(t, await newFolder(t));
  const Entries = [{ Source: 'aws.s3', DetailType: 'Object Created', Detail: '{}' }];
  const { FailedEntryCount, Entries: outcome } = await clients.events.send(new PutEventsCommand({ Entries }));
  t.is(FailedEntryCount, 1);
  t.is(outcome?.[0]?.ErrorCode, 'NotAuthorizedForSourceException');
});
