import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Change } from '../../changes/readChanges.ts';

/** Sends the change, as S3 has told of it, to those who look at videos. Once more is no harm: the change has its place in any case. */
export async function handOver(sqs: SQSClient, QueueName: string, { record }: Change): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const MessageBody = JSON.stringify({ Records: [record] });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
