import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface QueueDepth {
  url: string;
  arn: string;
  waiting: number;
  /** Received and neither deleted nor back yet. */
  atWork: number;
}

/** How much there is in a queue, as SQS estimates it. */
export async function queueDepth(sqs: SQSClient, name: string): Promise<QueueDepth> {
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
  const count = (what: '' | 'Delayed' | 'NotVisible') =>
    Number(Attributes[`ApproximateNumberOfMessages${what}`] ?? 0);
  return {
    url: QueueUrl!,
    arn: Attributes.QueueArn ?? '',
    waiting: count('') + count('Delayed'),
    atWork: count('NotVisible'),
  };
}
