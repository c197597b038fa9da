import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { isDue } from '../../config/retention.ts';
import { readSettings } from '../../config/settings.ts';
import { queueNames, topology } from '../../stacks/topology.ts';
import { audit, type Finding, type Inbox } from '../../store/audit/audit.ts';
import { openImagesQueue } from '../../store/audit/imagesQueue.ts';
import { reconcile } from '../../store/audit/reconcile.ts';
import { openStore } from '../../store/openStore.ts';
import { TIMEOUTS } from '../../store/timeouts.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'reconcile', logLevel: settings.logLevel });
const store = openStore(settings);
const s3 = new S3Client({
  forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
  requestHandler: TIMEOUTS,
});
const sqs = new SQSClient({ requestHandler: TIMEOUTS });

/** Longer than S3 usually takes to tell of a change, which is seconds. */
const WAIT_MS = 10_000;
const PATIENCE_MS = 60_000;
/** Messages a second: photos that are dropped go before. */
const RATE = 20;
/** Of the function's time, to say what was done. */
const RESERVE_MS = 5000;

/** Keys named as a warning; a bucket whose messages were all lost would fill the log. */
const NAMED = 100;

/**
 * Compares the bucket with the tables, and sends what mends them through the queue.
 * @throws also where the time is over before all was compared: the rest would never be, and somebody has to know
 */
export async function handler(_: unknown, context: Context): Promise<Record<string, number>> {
  logger.addContext(context);
  const signal = AbortSignal.timeout(context.getRemainingTimeInMillis() - RESERVE_MS);
  const result = { mended: 0, inFlight: 0 };
  const inbox: Inbox = {
    ...{ store, s3, queue: await openImagesQueue(sqs, queueNames(topology(settings))) },
    isDue: (key, modified) => isDue(key, modified, settings),
  };
  const found = audit(inbox, { waitMs: WAIT_MS, patienceMs: PATIENCE_MS, signal });
  const wrong = withoutThoseInFlight(found, () => void result.inFlight++);
  try {
    for await (const { key, kinds } of reconcile(inbox, wrong, { rate: RATE, signal })) {
      const level = result.mended++ < NAMED ? 'warn' : 'debug';
      logger[level]('The tables were not what the bucket holds; it is being mended', { key, kinds });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    logger.warn('The time was over before all was compared; the next run begins anew', result);
    throw new Error(
      'The time was over before the whole bucket was compared with the tables. What was found by then is mended, and ' +
        'the next run begins anew. Where this comes again, let `npx face-inbox reconcile` do it, which has no limit.',
    );
  }
  logger.info('reconciled', result);
  return result;
}

async function* withoutThoseInFlight(found: AsyncIterable<Finding>, leaveOut: () => void) {
  for await (const finding of found) {
    if (finding.inFlight) leaveOut();
    else yield finding;
  }
}
