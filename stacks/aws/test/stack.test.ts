import test from 'ava';
import { queueNames } from '../../topology.ts';
import { GIVEN, plan, resources, statements } from './support/party.ts';
import { resourcesOf, synthesize } from './support/synthesize.ts';
import type { Written } from './support/Written.ts';

test('the queues are those of the topology, encrypted, with their limits and where they give up to', (t) => {
  const names = queueNames(plan);
  const roles = Object.fromEntries(Object.entries(names).map(([role, name]) => [name, role]));
  t.deepEqual(
    Object.entries(resources.aws_sqs_queue!).map(([role, queue]) => ({
      role,
      name: queue.name,
      visibilityTimeoutSeconds: queue.visibility_timeout_seconds,
      retentionSeconds: queue.message_retention_seconds,
      ...(queue.redrive_policy && { redrive: redriveOf(queue.redrive_policy) }),
    })),
    [...plan.queues].sort((a, b) => a.role.localeCompare(b.role)),
  );
  t.true(Object.values(resources.aws_sqs_queue!).every((queue) => queue.sqs_managed_sse_enabled === true));
  t.deepEqual(Object.keys(resources.aws_sqs_queue_policy!), Object.values(roles).sort());
});

function redriveOf(policy: string) {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy);
  return { to: /^\$\{aws_sqs_queue\.([\w-]+)\.arn\}$/.exec(deadLetterTargetArn)![1], maxReceiveCount };
}

test('only the bucket, and of this account, may send to the queue that is told of its changes, and to no other', (t) => {
  const allowed = Object.entries(resources.aws_sqs_queue_policy!).flatMap(([role, { policy }]) =>
    statements(policy)
      .filter(({ Effect }) => Effect === 'Allow')
      .map((statement) => [role, statement]),
  );
  t.deepEqual(allowed, [
    [
      'images',
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Resource: [`\${aws_sqs_queue.images.arn}`],
        Condition: {
          ArnEquals: { 'aws:SourceArn': `\${aws_s3_bucket.inbox.arn}` },
          StringEquals: { 'aws:SourceAccount': `\${data.aws_caller_identity.current.account_id}` },
        },
      },
    ],
  ]);
});

test('the bucket tells the queues of the topology, as soon as it may send to them', (t) => {
  const { queue, depends_on } = resources.aws_s3_bucket_notification!.inbox;
  t.deepEqual(
    queue.map(({ events, queue_arn }: Written) => ({ events, queue_arn })),
    plan.bucket.notifications.map(({ events, queue: role }) => ({
      events,
      queue_arn: `\${aws_sqs_queue.${role}.arn}`,
    })),
  );
  t.deepEqual(depends_on, ['aws_sqs_queue_policy.images']);
});

test('the tables are those of the store, with keys, indexes and time to live, and all can be removed', (t) => {
  t.deepEqual(
    Object.values(resources.aws_dynamodb_table!).map((table) => ({
      name: table.name,
      key: { hash: table.hash_key, ...(table.range_key && { range: table.range_key }) },
      indexes: (table.global_secondary_index ?? []).map((index: Written) => ({
        ...{ name: index.name, hash: index.hash_key, range: index.range_key },
        ...(index.projection_type === 'KEYS_ONLY' && { keysOnly: true }),
      })),
      ...(table.ttl && { ttlAttribute: table.ttl.attribute_name }),
    })),
    [...plan.tables].sort((a, b) => a.name.localeCompare(b.name)),
  );
  for (const table of Object.values(resources.aws_dynamodb_table!)) {
    t.like(table, {
      billing_mode: 'PAY_PER_REQUEST',
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: false,
    });
    t.false('replica' in table || 'stream_enabled' in table);
    const keys = [table, ...(table.global_secondary_index ?? [])].flatMap(({ hash_key, range_key }) => [
      hash_key,
      ...(range_key ? [range_key] : []),
    ]);
    t.deepEqual(table.attribute.map(({ name }: Written) => name).sort(), [...new Set(keys)].sort());
  }
});

test('the bus keeps its events no longer than the results, and has a schema of each', (t) => {
  t.is(resources.aws_cloudwatch_event_bus!.results.name, 'party');
  t.like(resources.aws_cloudwatch_event_archive!.results, {
    event_source_arn: `\${aws_cloudwatch_event_bus.results.arn}`,
    retention_days: 14,
  });
  t.is(
    resourcesOf({ settings: { RETENTION_DAYS: '3' } }).aws_cloudwatch_event_archive!.results.retention_days,
    3,
  );
  t.deepEqual(
    Object.values(resources.aws_schemas_schema!).map(({ name }) => name),
    [
      'EnrolmentRejected',
      'ImageAnalysed',
      'ImageRejected',
      'ImageRemoved',
      'PersonEnrolled',
      'PersonRemoved',
      'VideoAnalysed',
    ].map((name) => `party@${name}`),
  );
});

test('the bucket is closed, encrypted, over TLS only; what is unfinished or old in it goes, and never a photo', (t) => {
  t.is(
    resources.aws_s3_bucket!.inbox.bucket,
    `party-\${data.aws_caller_identity.current.account_id}-us-east-1`,
  );
  const rules: Written[] = resources.aws_s3_bucket_lifecycle_configuration!.inbox.rule;
  t.deepEqual(rules[0].abort_incomplete_multipart_upload, [{ days_after_initiation: 7 }]);
  t.deepEqual(rules[1].noncurrent_version_expiration, [{ noncurrent_days: 30 }]);
  t.deepEqual(rules[1].expiration, [{ expired_object_delete_marker: true }]);
  // The function `expire` does so, since a rule cannot leave out those under people/.
  t.true(rules.every(({ expiration }) => !expiration?.[0].days && !expiration?.[0].date));
  t.is(resourcesOf().aws_s3_bucket_lifecycle_configuration!.inbox.rule.length, 1);
  t.is(resources.aws_s3_bucket_versioning, undefined);
  t.is(
    resourcesOf({ versioning: true }).aws_s3_bucket_versioning!.inbox.versioning_configuration.status,
    'Enabled',
  );
  t.false(resources.aws_s3_bucket!.inbox.force_destroy);
  t.true(resourcesOf({ destroyPhotos: true }).aws_s3_bucket!.inbox.force_destroy);
});

test('what is too much for an item lies in a bucket of its own, which tells nobody, no longer than results are kept', (t) => {
  t.like(resources.aws_s3_bucket!.results, {
    bucket: `party-r-\${data.aws_caller_identity.current.account_id}-us-east-1`,
    force_destroy: true,
  });
  t.deepEqual(Object.keys(resources.aws_s3_bucket_notification!), ['inbox']);
  const rules: Written[] = resources.aws_s3_bucket_lifecycle_configuration!.results.rule;
  t.deepEqual(rules[0].abort_incomplete_multipart_upload, [{ days_after_initiation: 7 }]);
  t.deepEqual(rules[1].expiration, [{ days: 30 }]);
  t.is(resourcesOf().aws_s3_bucket_lifecycle_configuration!.results.rule.length, 1);
  const writing = Object.entries(resources.aws_iam_role_policy!).filter(([, { policy }]) =>
    statements(policy).some(
      ({ Action, Resource }) =>
        Action.includes('s3:PutObject') && String(Resource).includes('aws_s3_bucket.results'),
    ),
  );
  t.deepEqual(
    writing.map(([role]) => role),
    ['analyse-chunk'],
  );
});

test('what is printed after a deployment are names alone', (t) => {
  const { output } = Object.values(synthesize(GIVEN).stacks)[0];
  t.deepEqual(output, {
    bucket: { value: `\${aws_s3_bucket.inbox.bucket}` },
    bus: { value: `\${aws_cloudwatch_event_bus.results.name}` },
    images_table: { value: 'party-images' },
    region: { value: 'us-east-1' },
    results: { value: `\${aws_s3_bucket.results.bucket}` },
  });
});
