import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The queue that the functions are fed from, as far as who audits the tables needs it. */
export interface ImagesQueue {
  /** Whether a message is waiting or at work, as SQS estimates it. */
  isBusy(): Promise<boolean>;
  /** Up to ten messages. @throws where SQS did not take one */
  send(bodies: string[]): Promise<void>;
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

export async function openImagesQueue(sqs: SQSClient, QueueName: string): Promise<ImagesQueue> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return {
    async isBusy() {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }),
      );
      return COUNTS.some((name) => Number(Attributes?.[name] ?? 0) > 0);
    },
    async send(bodies) {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0)
        throw new Error(
          `The queue ${QueueName} did not take ${Failed.length} of ${bodies.length} messages: ${Failed[0]!.Code}: ` +
            `${Failed[0]!.Message}. Run the same again: what was taken is not sent twice.`,
        );
    },
  };
}
