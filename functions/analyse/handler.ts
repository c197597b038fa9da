import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import { readSettings } from '../../config/settings.ts';
import { openStore } from '../../store/openStore.ts';
import { openTimeLeft } from '../../store/timeLeft.ts';
import { TIMEOUTS } from '../../store/timeouts.ts';
import { buildPipeline } from './buildPipeline.ts';
import { failureCounter } from './countFailures.ts';
import { inGoodOrder } from './inGoodOrder.ts';
import { logOutcome } from './logOutcome.ts';
import { openTries } from './openTries.ts';
import { readChanges } from './readChanges.ts';
import { retryAfter, retryDelay } from './retryAfter.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'analyse', logLevel: settings.logLevel });
const timeLeft = openTimeLeft();
const sqs = new SQSClient({ requestHandler: TIMEOUTS });
const store = openStore(settings);
timeLeft.bounds(sqs, store.db, store.events);
const tries = openTries(store, logger);
const countFailures = failureCounter(settings.prefix);
const analyse = await buildPipeline(settings, (message, values) => logger.warn(message, values), timeLeft);

/** A photo is not begun in the last third of the function's time: it would take those before it along. */
const RESERVE = 1 / 3;
/** While one photo is looked at, another is fetched or recorded. */
const AT_ONCE = 2;

/**
 * Analyses each photo that a batch of messages tells of; a message that fails comes back alone. So does each of a
 * batch that killed the function: no queue gives a batch of what was received before (`retries` in the topology).
 */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  timeLeft.begins(context.getRemainingTimeInMillis());
  const reserve = context.getRemainingTimeInMillis() * RESERVE;
  const left: string[] = [];
  const errors: Error[] = [];
  const lastWords: Promise<void>[] = [];
  const handBack = (record: SQSRecord, seconds: number) => {
    left.push(record.messageId);
    lastWords.push(comeBack(record, seconds));
  };
  const handle = async (record: SQSRecord) => {
    if (context.getRemainingTimeInMillis() < reserve) {
      handBack(record, 0);
      return;
    }
    try {
      await tries.begins(record, context.awsRequestId);
      for (const change of readChanges(record.body, settings.bucket)) {
        const started = performance.now();
        const outcome = await analyse(change);
        logOutcome(logger, change, outcome, performance.now() - started);
      }
      await tries.succeeds(record);
    } catch (error) {
      logger.error('A message failed and will be tried again', {
        message_id: record.messageId,
        received: record.attributes.ApproximateReceiveCount,
        error: error as Error,
      });
      errors.push(error as Error);
      handBack(record, retryDelay(record));
      lastWords.push(tries.fails(record, context.awsRequestId, error as Error));
    }
  };
  await pMap(inGoodOrder(event.Records), handle, { concurrency: AT_ONCE });
  countFailures(errors);
  // Not waited for one after the other: where one service does not answer, the other still hears of the rest.
  await Promise.all(lastWords);
  return { batchItemFailures: left.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Only a wish: where it cannot be told, the visibility timeout brings the message back. */
async function comeBack(record: SQSRecord, seconds: number): Promise<void> {
  await retryAfter(sqs, record, seconds).catch((cause) => logger.warn('No earlier retry', cause as Error));
}
