import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/**
 * Lets a failed message come back after 2, 8, 32, 128 seconds instead of the whole visibility timeout, which is
 * made for functions that died. Only a wish: where it cannot be told, the timeout brings the message back.
 */
export async function retryLater(sqs: SQSClient, record: SQSRecord): Promise<void> {
  const received = Number(record.attributes.ApproximateReceiveCount);
  const QueueName = record.eventSourceARN.split(':').at(-1);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: 2 * 4 ** Math.min(received - 1, 3),
    }),
  );
}
