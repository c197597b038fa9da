import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  CreateBucketCommand,
  type Event,
  type LifecycleRule,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryption,
} from '@aws-sdk/client-s3';
import type { Kinds } from './Kind.ts';
import type { Arguments } from './openArguments.ts';
import { DESTROYED, LABELS } from './reasons.ts';

/** The bucket, and what is set on it. */
export const bucket: Kinds = {
  async aws_s3_bucket(args, { clients, region }) {
    const Bucket = args.needs('bucket');
    args.leave(LABELS, 'tags');
    args.leave(DESTROYED, 'force_destroy');
    await clients.s3.send(new CreateBucketCommand({ Bucket }));
    return {
      ...{ id: Bucket, arn: `arn:aws:s3:::${Bucket}`, bucket_region: region },
      bucket_domain_name: `${Bucket}.s3.amazonaws.com`,
      bucket_regional_domain_name: `${Bucket}.s3.${region}.amazonaws.com`,
    };
  },

  async aws_s3_bucket_public_access_block(args, { clients }) {
    const Bucket = args.needs('bucket');
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: args.flag('block_public_acls'),
      BlockPublicPolicy: args.flag('block_public_policy'),
      IgnorePublicAcls: args.flag('ignore_public_acls'),
      RestrictPublicBuckets: args.flag('restrict_public_buckets'),
    };
    await clients.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    return { id: Bucket };
  },

  async aws_s3_bucket_ownership_controls(args, { clients }) {
    const Bucket = args.needs('bucket');
    const Rules = args
      .blocks('rule')
      .map((rule) => ({ ObjectOwnership: rule.needs('object_ownership') as 'BucketOwnerEnforced' }));
    await clients.s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
    return { id: Bucket };
  },

  async aws_s3_bucket_server_side_encryption_configuration(args, { clients }) {
    const Bucket = args.needs('bucket');
    const Rules = args.blocks('rule').map((rule) => {
      const byDefault = rule.block('apply_server_side_encryption_by_default');
      return {
        BucketKeyEnabled: rule.flag('bucket_key_enabled'),
        ApplyServerSideEncryptionByDefault: byDefault && {
          SSEAlgorithm: byDefault.needs('sse_algorithm') as ServerSideEncryption,
          KMSMasterKeyID: byDefault.text('kms_master_key_id'),
        },
      };
    });
    const ServerSideEncryptionConfiguration = { Rules };
    await clients.s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    return { id: Bucket };
  },

  async aws_s3_bucket_versioning(args, { clients }) {
    const Bucket = args.needs('bucket');
    const Status = args.block('versioning_configuration')!.needs('status');
    // "Disabled" is for Terraform: a bucket that never kept versions has no such setting.
    if (Status !== 'Disabled')
      await clients.s3.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: Status as 'Enabled' | 'Suspended' },
        }),
      );
    return { id: Bucket };
  },

  async aws_s3_bucket_lifecycle_configuration(args, { clients }) {
    const Bucket = args.needs('bucket');
    args.leave('said by a header that the server has not', 'transition_default_minimum_object_size');
    const Rules = args.blocks('rule').map(lifecycleRule);
    await clients.s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
    return { id: Bucket };
  },

  async aws_s3_bucket_policy(args, { clients }) {
    const Bucket = args.needs('bucket');
    await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: args.needs('policy') }));
    return { id: Bucket };
  },

  async aws_s3_bucket_notification(args, { clients }) {
    const Bucket = args.needs('bucket');
    const QueueConfigurations = args.blocks('queue').map((queue) => {
      const filters = [
        { Name: 'prefix' as const, Value: queue.text('filter_prefix') },
        { Name: 'suffix' as const, Value: queue.text('filter_suffix') },
      ].filter(({ Value }) => Value !== undefined);
      return {
        Id: queue.text('id'),
        QueueArn: queue.needs('queue_arn'),
        Events: queue.texts('events') as Event[],
        ...(filters.length > 0 && { Filter: { Key: { FilterRules: filters } } }),
      };
    });
    const EventBridgeConfiguration = args.flag('eventbridge') ? {} : undefined;
    await clients.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { QueueConfigurations, EventBridgeConfiguration },
      }),
    );
    return { id: Bucket };
  },

  async aws_s3_object(args, { clients, folder }) {
    const Bucket = args.needs('bucket');
    const Key = args.needs('key');
    args.leave(LABELS, 'tags');
    const Body = await readFile(resolve(folder, args.needs('source')));
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    return { id: Key };
  },
};

function lifecycleRule(rule: Arguments): LifecycleRule {
  const expiration = rule.block('expiration');
  const noncurrent = rule.block('noncurrent_version_expiration');
  const unfinished = rule.block('abort_incomplete_multipart_upload');
  return {
    ID: rule.needs('id'),
    Status: rule.needs('status') as 'Enabled',
    Filter: { Prefix: rule.block('filter')?.text('prefix') ?? '' },
    Expiration: expiration && {
      Days: expiration.number('days'),
      ExpiredObjectDeleteMarker: expiration.flag('expired_object_delete_marker'),
    },
    NoncurrentVersionExpiration: noncurrent && {
      NoncurrentDays: noncurrent.number('noncurrent_days'),
      NewerNoncurrentVersions: noncurrent.number('newer_noncurrent_versions'),
    },
    AbortIncompleteMultipartUpload: unfinished && {
      DaysAfterInitiation: unfinished.number('days_after_initiation'),
    },
  };
}
