import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The queues that the functions are fed from, as far as who audits the tables needs them. */
export interface ImagesQueue {
  /** Whether a message is waiting or at work, for the first time or again, as SQS estimates it. */
  isBusy(): Promise<boolean>;
  /** Up to ten messages. @throws where SQS did not take one */
  send(bodies: string[]): Promise<void>;
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

/**
 * @param images the name of the queue that S3 tells
 * @param retries of the one that a message comes into at its second receive
 */
export async function openImagesQueue(sqs: SQSClient, images: string, retries: string): Promise<ImagesQueue> {
  const urlOf = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  const [QueueUrl, retriesUrl] = [await urlOf(images), await urlOf(retries)];
  const holdsAny = async (url: string | undefined) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
    );
    return COUNTS.some((name) => Number(Attributes?.[name] ?? 0) > 0);
  };
  return {
    // In this order: what SQS moves from the one to the other meanwhile is not missed.
    isBusy: async () => (await holdsAny(QueueUrl)) || (await holdsAny(retriesUrl)),
    async send(bodies) {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0)
        throw new Error(
          `The queue ${images} did not take ${Failed.length} of ${bodies.length} messages: ${Failed[0]!.Code}: ` +
            `${Failed[0]!.Message}. Run the same again: what was taken is not sent twice.`,
        );
    },
  };
}
