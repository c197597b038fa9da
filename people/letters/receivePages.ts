import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Received messages are nobody else's for so long, unless they are given back before. */
const HELD_SECONDS = 60;
/** A poll that waits asks all of SQS's servers, so that an empty answer means an empty queue (developer guide). */
const WAIT_SECONDS = 1;
/** As many as one receive and one batch request take. */
const PAGE = 10;

/** All messages that are in the queue now, in pages of at most ten. */
export async function* receivePages(
  sqs: SQSClient,
  QueueUrl: string,
  abortSignal?: AbortSignal,
): AsyncGenerator<Message[]> {
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: PAGE,
        VisibilityTimeout: HELD_SECONDS,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal },
    );
    if (Messages.length === 0) return;
    yield Messages;
  }
}

/** Gives messages back, for anyone to receive at once. Those that fail come back by themselves. */
export async function giveBack(sqs: SQSClient, QueueUrl: string, messages: Message[]): Promise<void> {
  for (let at = 0; at < messages.length; at += PAGE)
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: messages
          .slice(at, at + PAGE)
          .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 })),
      }),
    );
}
