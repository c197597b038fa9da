import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../workLeft.ts';

/** Received messages are nobody else's for so long, unless they are given back before; and for so long as a page takes for each more. */
const HELD_SECONDS = 60;
const PAGE_SECONDS = 1;
/** The longest that SQS hides a message (API reference, ReceiveMessage). */
const LONGEST_SECONDS = 12 * 60 * 60;
/** A poll that waits asks all of SQS's servers, so that an empty answer means an empty queue (developer guide). */
const WAIT_SECONDS = 1;
/** As many as one receive and one batch request take. */
const PAGE = 10;

/** Messages that are left where they are, by their ids: as they were received last, since only that gives them back. */
export type Held = Map<string, Message>;

export function hold(held: Held, messages: Message[]): void {
  for (const message of messages) held.set(message.MessageId!, message);
}

/**
 * All messages that are in the queue now, in pages of at most ten. Those that are held can come back all the same, where a round takes
 * longer than was to be seen: at a page of none but those it ends.
 */
export async function* receivePages(
  sqs: SQSClient,
  { url: QueueUrl, waiting }: Pick<QueueDepth, 'url' | 'waiting'>,
  held: Held,
  abortSignal?: AbortSignal,
): AsyncGenerator<Message[]> {
  const seconds = HELD_SECONDS + Math.ceil(waiting / PAGE) * PAGE_SECONDS;
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: PAGE,
        VisibilityTimeout: Math.min(seconds, LONGEST_SECONDS),
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal },
    );
    const [again, others] = [true, false].map((isHeld) =>
      Messages.filter(({ MessageId }) => held.has(MessageId!) === isHeld),
    );
    hold(held, again!);
    if (others!.length === 0) return;
    yield others!;
  }
}

/** Gives messages back, for anyone to receive at once. Those that fail come back by themselves. */
export async function giveBack(sqs: SQSClient, QueueUrl: string, held: Held): Promise<void> {
  const messages = [...held.values()];
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
