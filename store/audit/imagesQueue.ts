import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The queues that the functions are fed from, as far as who audits the tables needs them. */
export interface ImagesQueue {
  /** Whether a message is waiting or at work, or waits for its next try, as SQS estimates it. */
  isBusy(): Promise<boolean>;
  /** Up to ten messages. @throws where SQS did not take one */
  send(bodies: string[]): Promise<void>;
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

/** @param names of the queue of the photos, and of that of the retries */
export async function openImagesQueue(
  sqs: SQSClient,
  names: { images: string; retries: string },
): Promise<ImagesQueue> {
  const urlOf = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  const QueueUrl = await urlOf(names.images);
  const retriesUrl = await urlOf(names.retries);
  const holds = async (QueueUrl: string | undefined) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }),
    );
    return COUNTS.some((name) => Number(Attributes?.[name] ?? 0) > 0);
  };
  return {
    // In this order: a message goes from the first to the second, and never back.
    isBusy: async () => (await holds(QueueUrl)) || (await holds(retriesUrl)),
    async send(bodies) {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0)
        throw new Error(
          `The queue ${names.images} did not take ${Failed.length} of ${bodies.length} messages: ${Failed[0]!.Code}: ` +
            `${Failed[0]!.Message}. Run the same again: what was taken is not sent twice.`,
        );
    },
  };
}
