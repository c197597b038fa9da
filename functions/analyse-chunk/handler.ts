import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logOutcome } from '../../changes/logOutcome.ts';
import { openMessages } from '../../changes/openMessages.ts';
import type { Received } from '../../changes/Received.ts';
import { readSettings } from '../../config/settings.ts';
import { TRIES } from '../../stacks/queues.ts';
import { queueNames, topology } from '../../stacks/topology.ts';
import { readChunkMessage } from '../../store/chunks/chunkMessage.ts';
import { type FetchCall, isFetchCall } from '../../store/chunks/fetchCall.ts';
import { openStore } from '../../store/openStore.ts';
import { openTimeLeft } from '../../store/timeLeft.ts';
import { TIMEOUTS } from '../../store/timeouts.ts';
import { fetchParts } from './fetchParts.ts';
import { openChunkAnalyser } from './openChunkAnalyser.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'analyse-chunk', logLevel: settings.logLevel });
const timeLeft = openTimeLeft();
const store = openStore(settings);
const sqs = new SQSClient({ requestHandler: TIMEOUTS });
timeLeft.bounds(store.db, store.events, sqs);
const chunksQueue = queueNames(topology(settings)).chunks;
const service = { service: 'analyse-chunk', inbox: settings.prefix, moved: false, tries: TRIES };
const messagesOf = openMessages({ ...service, store, logger, timeLeft });
const analyse = await openChunkAnalyser(
  settings,
  (message, values) => logger.warn(message, values),
  timeLeft,
);

/** Of the function's time, for what is to be written. */
const RESERVE = 1 / 4;
/** Of the time that is left, a part that takes as long as the longest so far may take so much. */
const LIKELY = 1 / 3;

/**
 * Looks at the part of a video that a message asks for; the last one to be done says who is in the video. Called without messages it
 * fetches them itself, until there are none.
 */
export async function handler(
  event: SQSEvent | FetchCall,
  context: Context,
): Promise<SQSBatchResponse | undefined> {
  logger.addContext(context);
  timeLeft.begins(context.getRemainingTimeInMillis());
  const reserve = context.getRemainingTimeInMillis() * RESERVE;
  const hasTime = () => context.getRemainingTimeInMillis() > reserve;
  if (isFetchCall(event)) return fetchAll(context, hasTime);
  const messages = messagesOf(context);
  for (const record of event.Records) await messages.attempt(record, () => lookAt(record, hasTime));
  return messages.answer();
}

async function fetchAll(context: Context, hasTime: () => boolean): Promise<undefined> {
  const left = () => context.getRemainingTimeInMillis();
  let longest = 0;
  let parts = 0;
  const hasTimeForAnother = () => hasTime() && longest < left() * LIKELY;
  for await (const { record, done } of fetchParts(sqs, chunksQueue, hasTimeForAnother)) {
    const before = left();
    const messages = messagesOf(context);
    await messages.attempt(record, () => lookAt(record, hasTime));
    const { batchItemFailures } = await messages.answer();
    if (batchItemFailures.length === 0) await done();
    longest = Math.max(longest, before - left());
    parts++;
  }
  logger.info('fetched', { parts });
}

async function lookAt({ body, messageId, attributes }: Received, hasTime: () => boolean): Promise<void> {
  const chunk = readChunkMessage(body);
  if (!chunk)
    throw new Error(
      'A message in the queue of parts of videos asks for none. Only the function that plans may send to this queue; ' +
        'look at the message among the dead letters.',
    );
  const started = performance.now();
  const received = Number(attributes.ApproximateReceiveCount);
  const done = await analyse(chunk, { message: messageId, received, hasTime });
  const { image, number, plan } = chunk;
  const ms = Math.round(performance.now() - started);
  logger.info('chunk', { image, plan, number, ms, ...done.told });
  if (done.outcome) logOutcome(logger, { key: image, kind: 'dropped' }, done.outcome, ms);
}
