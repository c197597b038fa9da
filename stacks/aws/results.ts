import type { S3Bucket } from '@cdktn/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktn/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { Construct } from 'constructs';
import { makeBucket } from './makeBucket.ts';
import type { Site } from './Site.ts';
import { unfinishedUploads } from './unfinishedUploads.ts';

/**
 * The bucket of what is found in films and is too much for an item. Nobody is told of what is put there; it goes with the
 * tables, which name what is in it. What follows from a film that is deleted or replaced the functions delete; that nothing
 * outlives its time the bucket sees to as well.
 */
export function makeResults({ stack, settings, account, region }: Site): S3Bucket {
  const scope = new Construct(stack, 'results');
  const made = makeBucket(scope, 'results', {
    bucket: `${settings.prefix}-r-${account.accountId}-${region}`,
    forceDestroy: true,
  });
  const { retentionDays } = settings;
  new S3BucketLifecycleConfiguration(new Construct(scope, 'lifecycle'), 'results', {
    bucket: made.id,
    rule: [
      unfinishedUploads(),
      ...(retentionDays === undefined
        ? []
        : [
            {
              id: 'old-results',
              status: 'Enabled',
              filter: [{ prefix: '' }],
              // It was written after the film was dropped: so never before its item goes.
              expiration: [{ days: retentionDays }],
            },
          ]),
    ],
  });
  return made;
}
