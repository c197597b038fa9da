import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { type QueueRole, topology } from '../stacks/topology.ts';
import type { Connection } from './connect.ts';

export interface QueueDepth {
  url: string;
  arn: string;
  waiting: number;
  /** Received and neither deleted nor back yet. */
  atWork: number;
}

/** How much there is in one of the queues, as SQS estimates it. */
export async function queueDepth({ sqs, settings }: Connection, role: QueueRole): Promise<QueueDepth> {
  const { name } = topology(settings).queues.find((queue) => queue.role === role)!;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'QueueArn',
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  const count = (name: '' | 'Delayed' | 'NotVisible') =>
    Number(Attributes[`ApproximateNumberOfMessages${name}`] ?? 0);
  return {
    url: QueueUrl!,
    arn: Attributes.QueueArn ?? '',
    waiting: count('') + count('Delayed'),
    atWork: count('NotVisible'),
  };
}

/** How much of all that the functions are fed from is still to be done. */
export async function workLeft(connection: Connection): Promise<Pick<QueueDepth, 'waiting' | 'atWork'>> {
  const depths = [await queueDepth(connection, 'images'), await queueDepth(connection, 'retries')];
  const sum = (what: 'waiting' | 'atWork') => depths.reduce((total, depth) => total + depth[what], 0);
  return { waiting: sum('waiting'), atWork: sum('atWork') };
}
