import {
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Topology } from '../stacks/topology.ts';
import { queueNames } from '../stacks/topology.ts';
import { withNotifications, withoutNotifications } from '../stacks/withNotifications.ts';
import { DeployError } from './DeployError.ts';
import { withS3 } from './withS3.ts';

/** Ours among a bucket's notifications. */
const idOf = (queueName: string) => `to-${queueName}`;

/**
 * Lets a bucket that was there before tell the queues of its changes. Terraform cannot: what it says of notifications takes
 * the place of all that are there. Done twice it changes nothing.
 * @throws DeployError where S3 does not take it.
 */
export async function addNotifications(plan: Topology, bucket: string, region: string): Promise<void> {
  const names = queueNames(plan);
  const sqs = new SQSClient({ region });
  const arnOf = async (QueueName: string) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    return (await sqs.send(asked)).Attributes!.QueueArn;
  };
  try {
    const ours = await Promise.all(
      plan.bucket.notifications.map(async ({ events, queue }) => ({
        Id: idOf(names[queue]),
        Events: events as Event[],
        QueueArn: await arnOf(names[queue]),
      })),
    );
    await change(bucket, region, (there) => withNotifications(there, ours));
  } finally {
    sqs.destroy();
  }
}

/** Takes ours away again, and leaves all others; where the bucket is gone, so are they. */
export async function removeNotifications(plan: Topology, bucket: string, region: string): Promise<void> {
  const names = queueNames(plan);
  const ids = plan.bucket.notifications.map(({ queue }) => idOf(names[queue]));
  await change(bucket, region, (there) => withoutNotifications(there, ids), true);
}

async function change(
  Bucket: string,
  region: string,
  how: (there: NotificationConfiguration) => NotificationConfiguration,
  mayBeGone = false,
): Promise<void> {
  try {
    await withS3(region, async (s3) => {
      const there = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
      const NotificationConfiguration = how(there);
      await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    });
  } catch (cause) {
    const { name, message } = cause as Error;
    if (name === 'NoSuchBucket' && mayBeGone) return;
    throw new DeployError(
      `The notifications of the bucket ${Bucket} cannot be changed (${name}: ${message}). Where another one is about the ` +
        'same events and keys, S3 takes only one of the two: narrow it by a prefix, or let it read from the event bus.',
    );
  }
}
