import type { S3Bucket } from '@cdktn/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktn/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketNotification } from '@cdktn/provider-aws/lib/s3-bucket-notification/index.js';
import { S3BucketVersioningA } from '@cdktn/provider-aws/lib/s3-bucket-versioning/index.js';
import { Construct } from 'constructs';
import { makeBucket } from './makeBucket.ts';
import type { Queues } from './queues.ts';
import { arnOf, type Site } from './Site.ts';
import { unfinishedUploads } from './unfinishedUploads.ts';

/** Where photos are dropped: of this stack, or somebody's who has it already. */
export interface Inbox {
  name: string;
  arn: string;
  /** Absent where the bucket is there already. */
  made?: S3Bucket;
}

/**
 * The bucket. One that is there already is only named: what Terraform said of its notifications, access or lifecycle would
 * take the place of what is said there.
 */
export function makeInbox(site: Site): Inbox {
  const { stack, settings, deployment, region, account } = site;
  const existing = deployment.existingBucket[region];
  if (existing !== undefined) return { name: existing, arn: arnOf(site, 's3', '', existing) };

  const scope = new Construct(stack, 'bucket');
  // Names of buckets are those of the whole world.
  const made = makeBucket(scope, 'inbox', {
    bucket: `${settings.prefix}-${account.accountId}-${region}`,
    forceDestroy: deployment.destroyPhotos,
  });
  const bucket = made.id;
  // Absent where it is off: a bucket that is told to suspend it keeps a mark of every deletion. One whose versioning is
  // turned off later is suspended by the removal of this.
  const versions = deployment.versioning
    ? [
        new S3BucketVersioningA(new Construct(scope, 'versions'), 'inbox', {
          bucket,
          versioningConfiguration: { status: 'Enabled' },
        }),
      ]
    : [];
  new S3BucketLifecycleConfiguration(new Construct(scope, 'lifecycle'), 'inbox', {
    bucket,
    rule: [unfinishedUploads(), ...oldVersions(site)],
    dependsOn: versions,
  });
  return { name: made.bucket, arn: made.arn, made };
}

/**
 * What deletes the photos whose time is over is the function `expire`, since a rule cannot leave out `people/`. Where
 * versions are or were kept, they go by a rule, the marks of deletions with them.
 */
function oldVersions({ settings }: Site) {
  if (settings.retentionDays === undefined) return [];
  return [
    {
      id: 'old-versions',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      noncurrentVersionExpiration: [{ noncurrentDays: settings.retentionDays }],
      expiration: [{ expiredObjectDeleteMarker: true }],
    },
  ];
}

/** Lets the bucket tell the queues of its changes; one that is there already is told by who deploys. */
export function notifyQueues({ stack, plan }: Site, { made }: Inbox, queues: Queues): void {
  if (!made) return;
  new S3BucketNotification(new Construct(stack, 'notification'), 'inbox', {
    bucket: made.id,
    queue: plan.bucket.notifications.map(({ events, queue }) => ({
      id: queue,
      events,
      queueArn: queues[queue].queue.arn,
    })),
    // S3 sends a test message at once, and refuses the notification where it may not.
    dependsOn: [queues.images.policy],
  });
}
