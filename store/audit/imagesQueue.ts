import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The queues that the functions are fed from, as far as who audits the tables needs them. */
export interface ImagesQueue {
  /** Whether a message is waiting, at work or kept for its next try in one of them, as SQS estimates it. */
  isBusy(): Promise<boolean>;
  /** Up to ten messages to the first of them. @throws where SQS did not take one */
  send(bodies: string[]): Promise<void>;
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

/** @param retries the queue that a message goes to when it is received again */
export async function openImagesQueue(
  sqs: SQSClient,
  { images: QueueName, retries }: { images: string; retries: string },
): Promise<ImagesQueue> {
  const urlOf = async (name: string) =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
  const QueueUrl = await urlOf(QueueName);
  const retriesUrl = await urlOf(retries);
  const isBusy = async (url: string | undefined) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
    );
    return COUNTS.some((name) => Number(Attributes?.[name] ?? 0) > 0);
  };
  return {
    // In this order: a message moves from the first to the second, and is in one of them when that is looked at.
    isBusy: async () => (await isBusy(QueueUrl)) || (await isBusy(retriesUrl)),
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
