import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { queueArn, queueUrl } from '../../local/deploy.ts';
import { queueNames } from '../../stacks/topology.ts';

import type { Stack } from './startStack.ts';

/**
 * S3's own messages about what `work` does in the bucket, kept from the inbox: they come to a queue of the test's own.
 * @param count how many are waited for
 * @returns their bodies, in the order in which S3 sent them
 */
export async function heldBack(
  { clients: { s3, sqs }, store: { bucket: Bucket }, region }: Stack,
  count: number,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const { $metadata, ...told } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const tell = (NotificationConfiguration: object) =>
    s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'held' }));
  const ours = told.QueueConfigurations!.map((one) => ({ ...one, QueueArn: queueArn(region, 'held') }));
  await tell({ ...told, QueueConfigurations: ours });
  const held: string[] = [];
  try {
    await work();
    while (held.length < count) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }),
      );
      for (const { Body, ReceiptHandle } of Messages) {
        if (!Body!.includes('s3:TestEvent')) held.push(Body!);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  } finally {
    await tell(told);
  }
  return held;
}

/** Sends messages into the queue of the inbox, ten a request: those of one request are one batch for the function. */
export async function send(stack: Stack, bodies: string[]): Promise<void> {
  for (let at = 0; at < bodies.length; at += 10)
    await stack.clients.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl(stack.endpoint, queueNames(stack.topology).images),
        Entries: bodies.slice(at, at + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      }),
    );
}
