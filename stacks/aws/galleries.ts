import type { S3Bucket } from '@cdktn/provider-aws/lib/s3-bucket/index.js';
import { Construct } from 'constructs';
import { makeBucket } from './makeBucket.ts';
import type { Site } from './Site.ts';

/**
 * The bucket of the gallery's snapshots, where there is an index. Nobody is told of what is put there, and all of it can be
 * made anew from the table: it goes with the stack. What is over the function `gallery` deletes; a rule by age would take
 * a snapshot that stands because nobody was enrolled since.
 */
export function makeGalleries({ stack, plan, settings, account, region }: Site): S3Bucket | undefined {
  if (plan.galleries === undefined) return undefined;
  return makeBucket(new Construct(stack, 'galleries'), 'galleries', {
    bucket: `${settings.prefix}-g-${account.accountId}-${region}`,
    forceDestroy: true,
  });
}
