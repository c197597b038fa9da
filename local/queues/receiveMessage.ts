import { checkNumbers } from './checkMessage.ts';
import type { Fauxqs, Input, Queue } from './fauxqs.ts';
import { invalidValue, QueueError } from './QueueError.ts';
import { requireQueue } from './requireQueue.ts';

interface Received {
  MessageId: string;
  ReceiptHandle: string;
  MD5OfMessageAttributes?: string;
  MessageAttributes?: Record<string, unknown>;
}

/**
 * ReceiveMessage with a long poll of our own, since fauxqs's
 * - takes messages for a client that has hung up, and so hides them for a visibility timeout;
 * - answers empty, long before its time, where another poll was quicker;
 * - gives all message attributes where none were asked for.
 * @param gone aborts when the client hangs up or everything stops: nothing is taken after that
 */
export async function receiveMessage(
  input: Input,
  { store, actions, committer }: Fauxqs,
  gone: AbortSignal,
): Promise<{ Messages?: Received[] }> {
  const queue = requireQueue(input, store);
  checkNumbers(input);
  const seconds = input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds);
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0 || seconds > 20)
    throw invalidValue(seconds, 'WaitTimeSeconds', 'Must be >= 0 and <= 20, if provided.');
  const ends = performance.now() + seconds * 1000;
  for (;;) {
    if (gone.aborted) return {};
    const request = { ...input, WaitTimeSeconds: 0 };
    // One transaction: a message on its way to the dead letters is never in neither queue.
    const answer = committer.now(() => actions.ReceiveMessage(request, store, NOBODY));
    const { Messages } = (await answer) as { Messages?: Received[] };
    if (Messages) return { Messages: Messages.map((message) => finish(message, queue, input)) };
    const left = ends - performance.now();
    if (left <= 0) return {};
    await waiting(queue, left / 1000, gone);
    if (store.getQueueByArn(queue.arn) !== queue)
      throw new QueueError('QueueDoesNotExist', 'The specified queue was deleted.');
  }
}

const NOBODY = { headers: { host: '' } };

/** Gives back what a client that has hung up meanwhile did not get. */
export function takeBack(
  input: Input,
  { Messages = [] }: { Messages?: Received[] },
  { store }: Fauxqs,
): void {
  const queue = requireQueue(input, store);
  for (const { ReceiptHandle } of Messages) queue.changeVisibility(ReceiptHandle, 0);
}

function finish(message: Received, queue: Queue, { MessageAttributeNames }: Input): Received {
  const entry = queue.inflightMessages.get(message.ReceiptHandle);
  if (entry) entry.message.lastReceipt = message.ReceiptHandle;
  if (Array.isArray(MessageAttributeNames) && MessageAttributeNames.length > 0) return message;
  const { MessageAttributes: _, MD5OfMessageAttributes: __, ...rest } = message;
  return rest;
}

async function waiting(queue: Queue, seconds: number, gone: AbortSignal): Promise<void> {
  const woken = queue.waitForMessages(seconds);
  const waiter = queue.pollWaiters.at(-1)!;
  const leave = () => {
    const place = queue.pollWaiters.indexOf(waiter);
    if (place >= 0) queue.pollWaiters.splice(place, 1);
    clearTimeout(waiter.timer);
    waiter.resolve();
  };
  gone.addEventListener('abort', leave, { once: true });
  await woken;
  gone.removeEventListener('abort', leave);
}
