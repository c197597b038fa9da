import { checkBatch, checkChanges, checkMessage, checkNumbers } from './checkMessage.ts';
import { checkAttributeNames, checkAttributes, checkNewQueue } from './checkQueue.ts';
import type { ActionName, Fauxqs, Input, Queue } from './fauxqs.ts';
import { openMoveTasks } from './moveTasks.ts';
import { invalidValue, QueueError } from './QueueError.ts';
import { requireQueue } from './requireQueue.ts';

export type Operation = (input: Input, host: string) => unknown;

/** All actions but ReceiveMessage: what fauxqs does, mended, and what it lacks. Each is synchronous. */
export function operations(fauxqs: Fauxqs): Map<string, Operation> {
  const { store, actions } = fauxqs;
  const moves = openMoveTasks(fauxqs);
  // Without the signature, whose region would make queues of the same name one another's messages' end.
  const run = (name: ActionName) => (input: Input, host: string) =>
    actions[name](input, store, { headers: { host } });
  const after = (check: (input: Input) => unknown, name: ActionName) => (input: Input, host: string) => {
    check(input);
    return run(name)(input, host);
  };
  return new Map<string, Operation>([
    ['CreateQueue', after((input) => checkNewQueue(input, store), 'CreateQueue')],
    ['DeleteQueue', run('DeleteQueue')],
    ['GetQueueUrl', run('GetQueueUrl')],
    ['ListQueues', (input) => listQueues(input, [...store.allQueues()])],
    ['SetQueueAttributes', after((input) => checkAttributes(input, store), 'SetQueueAttributes')],
    ['PurgeQueue', run('PurgeQueue')],
    ['TagQueue', run('TagQueue')],
    ['UntagQueue', run('UntagQueue')],
    ['ListQueueTags', run('ListQueueTags')],
    [
      'GetQueueAttributes',
      (input, host) => {
        checkAttributeNames(input);
        // Or messages whose visibility timeout is over would count as in flight until somebody receives.
        requireQueue(input, store).processTimers();
        return run('GetQueueAttributes')({ ...input, AttributeNames: input.AttributeNames ?? [] }, host);
      },
    ],
    ['SendMessage', after(checkMessage, 'SendMessage')],
    ['SendMessageBatch', sendMessageBatch],
    [
      'DeleteMessage',
      (input, host) => {
        deleteLate(requireQueue(input, store), input.ReceiptHandle);
        return run('DeleteMessage')(input, host);
      },
    ],
    [
      'DeleteMessageBatch',
      (input, host) => {
        const queue = requireQueue(input, store);
        for (const { ReceiptHandle } of checkBatch(input)) deleteLate(queue, ReceiptHandle);
        return run('DeleteMessageBatch')(input, host);
      },
    ],
    ['ChangeMessageVisibility', after(checkNumbers, 'ChangeMessageVisibility')],
    ['ChangeMessageVisibilityBatch', after(checkChanges, 'ChangeMessageVisibilityBatch')],
    ['ListDeadLetterSourceQueues', (input) => moves.sources(requireQueue(input, store))],
    ['StartMessageMoveTask', moves.start],
    ['ListMessageMoveTasks', moves.list],
    ['CancelMessageMoveTask', moves.cancel],
  ]);

  /** An entry that cannot be taken fails alone. */
  function sendMessageBatch(input: Input, host: string) {
    requireQueue(input, store);
    const failed: Input[] = [];
    const good = checkBatch(input).filter((entry) => {
      try {
        checkMessage(entry);
        return true;
      } catch (error) {
        if (!(error instanceof QueueError)) throw error;
        failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
        return false;
      }
    });
    if (good.length === 0) return { Successful: [], Failed: failed };
    const sent = run('SendMessageBatch')({ ...input, Entries: good }, host) as { Failed: Input[] };
    return { ...sent, Failed: [...sent.Failed, ...failed] };
  }
}

/**
 * A receipt is good for as long as nobody else has received the message, also after its visibility timeout
 * (developer guide, "Amazon SQS visibility timeout"): fauxqs forgets it then, and the message would come again.
 */
function deleteLate(queue: Queue, receipt: unknown): void {
  if (typeof receipt !== 'string' || queue.inflightMessages.has(receipt)) return;
  const place = queue.messages.findIndex(({ lastReceipt }) => lastReceipt === receipt);
  const [late] = place < 0 ? [] : queue.messages.splice(place, 1);
  if (late) queue.persistence.deleteMessage(late.messageId);
}

/** fauxqs pages in one order and compares in another, so that it skips names. */
function listQueues(input: Input, all: Queue[]): Input {
  const { QueueNamePrefix: prefix = '', MaxResults: most = 1000, NextToken: token } = input;
  if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > 1000)
    throw invalidValue(most, 'MaxResults', 'Must be an integer from 1 to 1000.');
  const after = typeof token === 'string' ? Buffer.from(token, 'base64url').toString() : '';
  const found = all
    .filter(({ name }) => name.startsWith(String(prefix)) && name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(0, Number(most));
  const last = page.at(-1);
  return {
    QueueUrls: page.map(({ url }) => url),
    ...(last && found.length > page.length && { NextToken: Buffer.from(last.name).toString('base64url') }),
  };
}
