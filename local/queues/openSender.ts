import { UndeliverableError } from '../UndeliverableError.ts';
import type { Fauxqs, Input } from './fauxqs.ts';
import type { LocalQueues } from './openQueues.ts';
import type { Operation } from './operations.ts';

/** SendMessage as services of this machine send: the same checks and the same errors, without a request. */
export function openSender({ committer }: Fauxqs, known: Map<string, Operation>): LocalQueues['send'] {
  const sendMessage = known.get('SendMessage') as Operation;
  return async (queueArn, body, attributes = {}) => {
    const name = queueArn.slice(queueArn.lastIndexOf(':') + 1);
    const input: Input = {
      QueueUrl: `http://localhost/000000000000/${name}`,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([key, text]) => [key, { DataType: 'String', StringValue: text }]),
      ),
    };
    try {
      await committer.durably(() => sendMessage(input, 'localhost'));
    } catch (error) {
      // QueueError's, and fauxqs's own, which has it as `statusCode`. Anything else may pass, as a full disk does.
      const { status, statusCode = status } = error as { status?: number; statusCode?: number };
      if (statusCode === undefined || statusCode >= 500) throw error;
      throw new UndeliverableError(`${queueArn} does not take a message: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };
}
