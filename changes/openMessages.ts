import type { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { Store } from '../store/openStore.ts';
import type { TimeLeft } from '../store/timeLeft.ts';
import { TIMEOUTS } from '../store/timeouts.ts';
import { failureCounter } from './countFailures.ts';
import { openTries } from './openTries.ts';
import type { Received } from './Received.ts';
import { retryAfter, retryDelay } from './retryAfter.ts';

/** The messages of one invocation, each of which fails by itself. */
export interface Messages {
  /** Does what a message asks for; where that fails, it comes back some time later. */
  attempt(record: Received, work: () => Promise<void>): Promise<void>;
  /** Lets it come back at once, to a function with more time. */
  handBack(record: Received): void;
  /** Once all are done with: which are to come back. */
  answer(): Promise<SQSBatchResponse>;
}

/**
 * @param options.moved whether the second receive of a message is the one at which it is moved to another queue
 * @param options.tries after which a message is not tried any more, where what is done then is up to the function
 */
export function openMessages(options: {
  service: string;
  inbox: string;
  store: Store;
  logger: Logger;
  timeLeft: TimeLeft;
  moved: boolean;
  tries?: number;
}): (context: Context) => Messages {
  const { service, inbox, store, logger, timeLeft, moved } = options;
  const sqs = new SQSClient({ requestHandler: TIMEOUTS });
  timeLeft.bounds(sqs);
  const tries = openTries(store, logger, options.tries);
  const countFailures = failureCounter(service, inbox);

  /** Only a wish: where it cannot be told, the visibility timeout brings the message back. */
  const comeBack = (record: Received, seconds: number) =>
    retryAfter(sqs, record, seconds).catch((cause) => logger.warn('No earlier retry', cause as Error));

  return ({ awsRequestId }) => {
    const left: string[] = [];
    const errors: Error[] = [];
    const lastWords: Promise<void>[] = [];
    const handBack = (record: Received, seconds: number) => {
      left.push(record.messageId);
      lastWords.push(comeBack(record, seconds));
    };
    return {
      async attempt(record, work) {
        try {
          await tries.begins(record, awsRequestId);
          await work();
          await tries.succeeds(record);
        } catch (error) {
          logger.error('A message failed and will be tried again', {
            message_id: record.messageId,
            received: record.attributes.ApproximateReceiveCount,
            error: error as Error,
          });
          errors.push(error as Error);
          handBack(record, retryDelay(record, moved));
          lastWords.push(tries.fails(record, awsRequestId, error as Error));
        }
      },
      handBack: (record) => handBack(record, 0),
      async answer() {
        countFailures(errors);
        // Not waited for one after the other: where one service does not answer, the other still hears of the rest.
        await Promise.all(lastWords);
        return { batchItemFailures: left.map((itemIdentifier) => ({ itemIdentifier })) };
      },
    };
  };
}
