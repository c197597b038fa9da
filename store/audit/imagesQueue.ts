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

/** Those that feed functions, in the order in which work moves from one to the next. */
const FEEDING = ['images', 'retries', 'videos', 'chunks'] as const;

export async function openImagesQueue(
  sqs: SQSClient,
  names: Record<(typeof FEEDING)[number], string>,
): Promise<ImagesQueue> {
  const urls: (string | undefined)[] = [];
  for (const role of FEEDING)
    urls.push((await sqs.send(new GetQueueUrlCommand({ QueueName: names[role] }))).QueueUrl);
  const [QueueUrl] = urls;
  const isBusy = async (url: string | undefined) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
    );
    return COUNTS.some((name) => Number(Attributes?.[name] ?? 0) > 0);
  };
  return {
    async isBusy() {
      // In this order: work that moves to the next is in one of them when that is looked at.
      for (const url of urls) if (await isBusy(url)) return true;
      return false;
    },
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
