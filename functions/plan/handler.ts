import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logOutcome } from '../../changes/logOutcome.ts';
import { openMessages } from '../../changes/openMessages.ts';
import { readChanges } from '../../changes/readChanges.ts';
import { readSettings } from '../../config/settings.ts';
import { openStore } from '../../store/openStore.ts';
import { openTimeLeft } from '../../store/timeLeft.ts';
import { openPlanner } from './openPlanner.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'plan', logLevel: settings.logLevel });
const timeLeft = openTimeLeft();
const store = openStore(settings);
timeLeft.bounds(store.db, store.events);
const service = { service: 'plan', inbox: settings.prefix, moved: false };
const messagesOf = openMessages({ ...service, store, logger, timeLeft });
const plan = await openPlanner(settings, timeLeft, (message, error) => logger.warn(message, error));

/** Of the function's time, for what is to be written. */
const RESERVE = 1 / 4;

/** Plans how the video is looked at that a message tells of, part by part. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  timeLeft.begins(context.getRemainingTimeInMillis());
  const reserve = context.getRemainingTimeInMillis() * RESERVE;
  const hasTime = () => context.getRemainingTimeInMillis() > reserve;
  const messages = messagesOf(context);
  for (const record of event.Records)
    await messages.attempt(record, async () => {
      const received = Number(record.attributes.ApproximateReceiveCount);
      for (const change of readChanges(record.body, settings.bucket)) {
        const started = performance.now();
        const outcome = await plan(change, { received, hasTime });
        logOutcome(logger, change, outcome, performance.now() - started);
      }
    });
  return messages.answer();
}
