import { randomUUID } from 'node:crypto';
import type { Fauxqs, Input, Queue } from './fauxqs.ts';
import { invalidValue, QueueError } from './QueueError.ts';

interface Task {
  SourceArn: string;
  DestinationArn?: string;
  Status: 'COMPLETED';
  ApproximateNumberOfMessagesMoved: number;
  ApproximateNumberOfMessagesToMove: number;
  StartedTimestamp: number;
}

/** API reference, ListMessageMoveTasks: "up to 10", and 1 where nothing is said. */
const MOST_TASKS = 10;

/**
 * The redrive of dead letters. A task is done when StartMessageMoveTask answers, so none is ever running, and there
 * is nothing to cancel or to slow down. Tasks are remembered until the process ends.
 */
export function openMoveTasks({ store, createMessage }: Fauxqs) {
  const tasks: Task[] = [];

  const sourcesOf = (target: Queue) =>
    [...store.allQueues()].filter(
      ({ attributes: { RedrivePolicy } }) =>
        RedrivePolicy && JSON.parse(RedrivePolicy).deadLetterTargetArn === target.arn,
    );

  const deadLetters = (input: Input): Queue => {
    const queue = requireByArn(input.SourceArn, 'SourceArn');
    if (sourcesOf(queue).length > 0) return queue;
    throw invalidValue(
      queue.arn,
      'SourceArn',
      'Source queue must be configured as a Dead Letter Queue of another one.',
    );
  };

  function requireByArn(arn: unknown, name: string): Queue {
    if (typeof arn !== 'string' || arn === '')
      throw new QueueError('MissingParameter', `The request must contain the parameter ${name}.`);
    const queue = store.getQueueByArn(arn);
    if (queue) return queue;
    throw new QueueError(
      'ResourceNotFoundException',
      `The resource that you specified for the ${name} parameter doesn't exist.`,
      404,
    );
  }

  const destinationOf = (source: Queue, arn: unknown): Queue => {
    if (arn !== undefined) return requireByArn(arn, 'DestinationArn');
    const [only, ...others] = sourcesOf(source);
    if (only && others.length === 0) return only;
    throw new QueueError(
      'UnsupportedOperation',
      `${source.name} holds the dead letters of several queues (${[only, ...others].map((queue) => queue?.name).join(', ')}), ` +
        'and which message came from which is not recorded on this machine. Name one as DestinationArn.',
    );
  };

  return {
    /** Moved messages are new ones, with an id and a time of their own (API reference, StartMessageMoveTask). */
    start(input: Input): Input {
      const source = deadLetters(input);
      const destination = destinationOf(source, input.DestinationArn);
      if (source.isFifo() || destination.isFifo())
        throw new QueueError(
          'UnsupportedOperation',
          'Messages of FIFO queues are not moved on this machine.',
        );
      source.processTimers();
      const messages = source.messages.splice(0);
      for (const { messageId, body, messageAttributes } of messages) {
        destination.enqueue(createMessage(body, messageAttributes));
        source.persistence.deleteMessage(messageId);
      }
      tasks.unshift({
        SourceArn: source.arn,
        ...(input.DestinationArn !== undefined && { DestinationArn: destination.arn }),
        Status: 'COMPLETED',
        ApproximateNumberOfMessagesMoved: messages.length,
        ApproximateNumberOfMessagesToMove: messages.length,
        StartedTimestamp: Date.now(),
      });
      const handle = JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn });
      return { TaskHandle: Buffer.from(handle).toString('base64') };
    },
    list(input: Input): Input {
      const { arn } = deadLetters(input);
      const most = input.MaxResults ?? 1;
      if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > MOST_TASKS)
        throw invalidValue(most, 'MaxResults', `Must be an integer from 1 to ${MOST_TASKS}.`);
      return { Results: tasks.filter(({ SourceArn }) => SourceArn === arn).slice(0, Number(most)) };
    },
    cancel({ TaskHandle }: Input): Input {
      if (typeof TaskHandle !== 'string')
        throw new QueueError('MissingParameter', 'The request must contain the parameter TaskHandle.');
      throw new QueueError('ResourceNotFoundException', 'Only active tasks can be cancelled: none is.', 404);
    },
    sources: (target: Queue): Input => ({ queueUrls: sourcesOf(target).map(({ url }) => url) }),
  };
}
