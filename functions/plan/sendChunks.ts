import { GetQueueUrlCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { chunkMessages } from '../../store/chunks/chunkMessage.ts';
import type { Plan } from '../../store/chunks/plans.ts';

/** What SQS takes at a time. */
const BATCH = 10;
const AT_ONCE = 8;

/** Asks for all parts of a video to be looked at; again is no harm. @throws where SQS did not take one */
export async function sendChunks(sqs: SQSClient, QueueName: string, plan: Plan): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const bodies = chunkMessages(plan).map((message) => JSON.stringify(message));
  const batches = Array.from({ length: Math.ceil(bodies.length / BATCH) }, (_, at) =>
    bodies.slice(at * BATCH, (at + 1) * BATCH),
  );
  const send = async (batch: string[]) => {
    const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed[0])
      throw Object.assign(
        new Error(`The queue ${QueueName} did not take a message: ${Failed[0].Code}: ${Failed[0].Message}`),
        { name: Failed[0].Code ?? 'Error' },
      );
  };
  await pMap(batches, send, { concurrency: AT_ONCE });
}
