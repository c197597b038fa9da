import type { Input, Queue, QueueStore } from './fauxqs.ts';
import { QueueError } from './QueueError.ts';

/** The queue that QueueUrl names. */
export function requireQueue({ QueueUrl }: Input, store: QueueStore): Queue {
  if (typeof QueueUrl !== 'string' || QueueUrl === '')
    throw new QueueError('MissingParameter', 'The request must contain the parameter QueueUrl.');
  const queue = store.getQueue(QueueUrl);
  if (!queue) throw new QueueError('QueueDoesNotExist', 'The specified queue does not exist.');
  return queue;
}
