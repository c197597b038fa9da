import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logOutcome } from '../../changes/logOutcome.ts';
import { openMessages } from '../../changes/openMessages.ts';
import { readSettings } from '../../config/settings.ts';
import { TRIES } from '../../stacks/queues.ts';
import { readChunkMessage } from '../../store/chunks/chunkMessage.ts';
import { openStore } from '../../store/openStore.ts';
import { openTimeLeft } from '../../store/timeLeft.ts';
import { openChunkAnalyser } from './openChunkAnalyser.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'analyse-chunk', logLevel: settings.logLevel });
const timeLeft = openTimeLeft();
const store = openStore(settings);
timeLeft.bounds(store.db, store.events);
const service = { service: 'analyse-chunk', inbox: settings.prefix, moved: false, tries: TRIES };
const messagesOf = openMessages({ ...service, store, logger, timeLeft });
const analyse = await openChunkAnalyser(
  settings,
  (message, values) => logger.warn(message, values),
  timeLeft,
);

/** Of the function's time, for what is to be written. */
const RESERVE = 1 / 4;

/** Looks at the part of a video that a message asks for; the last one to be done says who is in the video. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  timeLeft.begins(context.getRemainingTimeInMillis());
  const reserve = context.getRemainingTimeInMillis() * RESERVE;
  const messages = messagesOf(context);
  for (const record of event.Records)
    await messages.attempt(record, async () => {
      const chunk = readChunkMessage(record.body);
      if (!chunk)
        throw new Error(
          'A message in the queue of parts of videos asks for none. Only the function that plans may send to this queue; ' +
            'look at the message among the dead letters.',
        );
      const started = performance.now();
      const received = Number(record.attributes.ApproximateReceiveCount);
      const hasTime = () => context.getRemainingTimeInMillis() > reserve;
      const done = await analyse(chunk, { message: record.messageId, received, hasTime });
      const { image, number, plan } = chunk;
      const ms = Math.round(performance.now() - started);
      logger.info('chunk', { image, plan, number, ms, ...done.told });
      if (done.outcome) logOutcome(logger, { key: image, kind: 'dropped' }, done.outcome, ms);
    });
  return messages.answer();
}
