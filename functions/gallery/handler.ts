import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { readSettings } from '../../config/settings.ts';
import { isDue } from '../../galleries/isDue.ts';
import { rebuildSnapshots } from '../../galleries/rebuildSnapshots.ts';
import { enrolsHere } from '../../store/enrolsHere.ts';
import { openStore } from '../../store/openStore.ts';
import { REPLICAS_LAG_MS } from '../../store/replicas.ts';
import { STREAM_TIMEOUTS } from '../../store/timeouts.ts';

const settings = readSettings();
const logger = new Logger({ serviceName: 'gallery', logLevel: settings.logLevel });
const store = openStore(settings);
const s3 = new S3Client({
  forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
  requestHandler: STREAM_TIMEOUTS,
});
const galleries = { s3, bucket: settings.galleriesBucket };

/** Makes the snapshots of the gallery anew where too much has changed since they were made. */
export async function handler(_: unknown, context: Context): Promise<{ photos: number }> {
  logger.addContext(context);
  const why = await isDue(store, galleries);
  if (why === undefined) return { photos: 0 };
  const lagMs = (await enrolsHere(store)) ? 0 : Math.max(...REPLICAS_LAG_MS);
  const standing = await rebuildSnapshots(store, galleries, { lagMs });
  const photos = standing.reduce((sum, { contents }) => sum + contents.count, 0);
  logger.info('rebuilt', { why, photos, spaces: standing.map(({ contents }) => contents.space) });
  return { photos };
}
