import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readSettings } from '../../config/settings.ts';
import { buildPipeline } from './buildPipeline.ts';
import { logOutcome } from './logOutcome.ts';
import { readChanges } from './readChanges.ts';
import { retryLater } from './retryLater.ts';
import { whoToEnrol } from './whoToEnrol.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'analyse', logLevel: settings.logLevel });
const sqs = new SQSClient({});
const analyse = await buildPipeline(settings);

/** Analyses each photo that a batch of messages tells of; a message that fails comes back alone. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const failed: string[] = [];
  for (const record of enrolmentsFirst(event.Records)) {
    try {
      for (const change of readChanges(record.body)) {
        const started = performance.now();
        const outcome = await analyse(change);
        logOutcome(logger, change, outcome, performance.now() - started);
      }
    } catch (error) {
      logger.error('A message failed and will be tried again', {
        message_id: record.messageId,
        received: record.attributes.ApproximateReceiveCount,
        error: error as Error,
      });
      failed.push(record.messageId);
      await retryLater(sqs, record).catch((cause) => logger.warn('No earlier retry', cause as Error));
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Who is dropped together with photos of themselves is known before those are looked at. */
function enrolmentsFirst(records: SQSEvent['Records']): SQSEvent['Records'] {
  const enrols = ({ body }: { body: string }) => {
    try {
      return readChanges(body).some(({ key }) => whoToEnrol(key) !== undefined);
    } catch {
      return false;
    }
  };
  return [...records.filter(enrols), ...records.filter((record) => !enrols(record))];
}
