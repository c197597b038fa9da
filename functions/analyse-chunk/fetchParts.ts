import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Received } from '../../changes/Received.ts';
import { queueDepth } from '../../store/queueDepth.ts';

/** Long enough for SQS to ask all of its servers (SQS guide, "Short and long polling"). */
const WAIT_SECONDS = 1;

interface Fetched {
  record: Received;
  /** Takes it out of the queue; one that is not comes back. */
  done(): Promise<void>;
}

/** Messages of a queue, one at a time, until there is none or no time for another. */
export async function* fetchParts(
  sqs: SQSClient,
  queue: string,
  hasTime: () => boolean,
): AsyncGenerator<Fetched> {
  const { url: QueueUrl, arn: eventSourceARN } = await queueDepth(sqs, queue);
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    WaitTimeSeconds: WAIT_SECONDS,
    MessageSystemAttributeNames: ['All'],
  });
  while (hasTime()) {
    const { Messages: [message] = [] } = await sqs.send(receive);
    if (!message) return;
    const { MessageId = '', ReceiptHandle = '', Body = '', Attributes } = message;
    yield {
      record: {
        ...{ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, eventSourceARN },
        attributes: Attributes as unknown as Received['attributes'], // all were asked for
      },
      async done() {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      },
    };
  }
}
