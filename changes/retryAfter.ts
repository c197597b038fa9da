import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Received } from './Received.ts';

/**
 * 2, 8, 32, 128 seconds after the first, second, ... failure; the whole visibility timeout is for functions that died.
 * @param moved whether one of the receives is that at which SQS has moved the message to the queue of the retries: it counts as well
 */
export function retryDelay({ attributes }: Received, moved: boolean): number {
  return 2 * 4 ** Math.min(Math.max(Number(attributes.ApproximateReceiveCount) - (moved ? 2 : 1), 0), 3);
}

/** Lets a message that is handed back be received again after so many seconds. */
export async function retryAfter(sqs: SQSClient, record: Received, seconds: number): Promise<void> {
  const QueueName = record.eventSourceARN.split(':').at(-1);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: seconds,
    }),
  );
}
