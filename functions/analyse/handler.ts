import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import { logOutcome } from '../../changes/logOutcome.ts';
import { openMessages } from '../../changes/openMessages.ts';
import { readChanges } from '../../changes/readChanges.ts';
import { readSettings } from '../../config/settings.ts';
import { openStore } from '../../store/openStore.ts';
import { openTimeLeft } from '../../store/timeLeft.ts';
import { buildPipeline } from './buildPipeline.ts';
import { inGoodOrder } from './inGoodOrder.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'analyse', logLevel: settings.logLevel });
const timeLeft = openTimeLeft();
const store = openStore(settings);
timeLeft.bounds(store.db, store.events);
const service = { service: 'analyse', inbox: settings.prefix, moved: true };
const messagesOf = openMessages({ ...service, store, logger, timeLeft });
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
  const messages = messagesOf(context);
  const handle = async (record: SQSRecord) => {
    if (context.getRemainingTimeInMillis() < reserve) return messages.handBack(record);
    await messages.attempt(record, async () => {
      for (const change of readChanges(record.body, settings.bucket)) {
        const started = performance.now();
        const outcome = await analyse(change);
        logOutcome(logger, change, outcome, performance.now() - started);
      }
    });
  };
  await pMap(inGoodOrder(event.Records), handle, { concurrency: AT_ONCE });
  return messages.answer();
}
