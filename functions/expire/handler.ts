import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { isDue } from '../../config/retention.ts';
import { readSettings } from '../../config/settings.ts';
import { TIMEOUTS } from '../../store/timeouts.ts';
import { type Expired, expirePhotos } from './expirePhotos.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'expire', logLevel: settings.logLevel });
const s3 = new S3Client({
  forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
  requestHandler: TIMEOUTS,
});

/** Deletions a second: more photos than anybody drops for long, and each is a message that has to be handled. */
const RATE = 50;
/** Of the function's time, for what is under way. */
const RESERVE_MS = 60_000;

/**
 * Deletes the photos that are older than `RETENTION_DAYS`, but those under `people/`.
 * @throws at the end where some could not be deleted, so that whoever watches the function's errors hears of it
 */
export async function handler(_: unknown, context: Context): Promise<Expired> {
  logger.addContext(context);
  const result = await expirePhotos({
    s3,
    bucket: settings.bucket,
    isDue: (key, modified) => isDue(key, modified, settings),
    rate: RATE,
    hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MS,
    onFailure: (key, error) =>
      logger.error('A photo whose time is over could not be deleted', { key, error }),
  });
  logger.info('expired', { ...result });
  if (result.failed > 0)
    throw new Error(
      `${result.failed} photos older than RETENTION_DAYS (${settings.retentionDays}) could not be deleted; ` +
        `${result.deleted} were. The lines before say why; the next run tries again. ` +
        `It needs s3:GetObject and s3:DeleteObject in the bucket ${settings.bucket}.`,
    );
  return result;
}
