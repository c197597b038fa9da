import type { BatchResultErrorEntry, Message } from '@aws-sdk/client-sqs';
import type { QueueCalls } from '../lambda/QueueCalls.ts';
import type { Fauxqs, Input } from './fauxqs.ts';
import type { Operation } from './operations.ts';
import { QueueError } from './QueueError.ts';
import { receiveMessage, takeBack } from './receiveMessage.ts';

/** What feeds functions of this machine from its queues: the same operations and errors, without a request. */
export function openCalls(fauxqs: Fauxqs, known: Map<string, Operation>, closing: AbortSignal): QueueCalls {
  const call = async (name: string, input: object) => {
    const run = known.get(name) as Operation;
    const answer = fauxqs.committer.now(() => run({ ...input }, 'localhost'));
    return ((await answer) as { Failed?: BatchResultErrorEntry[] }).Failed ?? [];
  };
  return {
    async receive(input, signal) {
      const given = { ...input } as Input;
      const answer = await receiveMessage(given, fauxqs, AbortSignal.any([signal, closing]));
      if (signal.aborted) takeBack(given, answer, fauxqs);
      signal.throwIfAborted();
      if (closing.aborted) throw new QueueError('ServiceUnavailable', 'The queues are being closed.', 503);
      return (answer.Messages ?? []).map(withBytes);
    },
    remove: (input) => call('DeleteMessageBatch', input),
    changeVisibility: (input) => call('ChangeMessageVisibilityBatch', input),
  };
}

/** On the wire, and in the queue, binary attributes are base64. */
function withBytes(message: object): Message {
  const { MessageAttributes = {} } = message as {
    MessageAttributes?: Record<string, { BinaryValue?: string }>;
  };
  const attributes = Object.entries(MessageAttributes).map(([name, attribute]) => {
    const { BinaryValue, ...rest } = attribute;
    if (BinaryValue === undefined) return [name, attribute];
    return [name, { ...rest, BinaryValue: Buffer.from(BinaryValue, 'base64') }];
  });
  return { ...message, MessageAttributes: Object.fromEntries(attributes) };
}
