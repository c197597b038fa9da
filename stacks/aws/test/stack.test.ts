import test from 'ava';
import { queueNames, sourcesOf, topology } from '../../topology.ts';
import { checked, environmentOf, settingsOf } from '../deployment.ts';
import { resourcesOf, synthesize } from './support/synthesize.ts';
import type { Written } from './support/Written.ts';

/** Without RETENTION_DAYS; ten are free in an account. */
const ALARMS = 13;
const GIVEN = { settings: { RETENTION_DAYS: '30', FUNCTION_TIMEOUT: '90', NAME_PREFIX: 'party' } };
const settings = settingsOf(checked(GIVEN));
const plan = topology(settings);
const resources = resourcesOf(GIVEN);
const roleOf = ({ file }: { file: string }) => file.split('/')[1]!;
const statements = (policy: string): Written[] => JSON.parse(policy).Statement;

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

test('the functions are those of the topology, with their limits and the settings of the deployment', (t) => {
  const all = [...plan.functions, ...plan.scheduled];
  t.deepEqual(Object.keys(resources.aws_lambda_function!), all.map(roleOf).sort());
  for (const fn of all) {
    const made = resources.aws_lambda_function![roleOf(fn)];
    t.like(made, {
      ...{ function_name: fn.name, timeout: fn.timeoutSeconds, memory_size: fn.memoryMb },
      ...{ package_type: 'Zip', runtime: 'nodejs24.x', handler: 'handler.handler', architectures: ['arm64'] },
      s3_bucket: `\${aws_s3_object.${roleOf(fn)}.bucket}`,
      s3_key: `\${aws_s3_object.${roleOf(fn)}.key}`,
      source_code_hash: `\${filebase64sha256("../../../build/arm64/${roleOf(fn)}.zip")}`,
      role: `\${aws_iam_role.${roleOf(fn)}.arn}`,
      depends_on: [`aws_cloudwatch_log_group.${roleOf(fn)}`, `aws_iam_role_policy.${roleOf(fn)}`],
    });
    t.deepEqual(
      made.environment.variables,
      environmentOf(settings, {
        bucket: `\${aws_s3_bucket.inbox.bucket}`,
        resultsBucket: `\${aws_s3_bucket.results.bucket}`,
      }),
    );
    t.like(resources.aws_cloudwatch_log_group![roleOf(fn)], {
      name: `/aws/lambda/${fn.name}`,
      retention_in_days: 30,
    });
  }
});

test('what the functions run lies in a bucket of its own, by its hash, and a new one is there before the old one goes', (t) => {
  const all = [...plan.functions, ...plan.scheduled].map(roleOf);
  t.deepEqual(Object.keys(resources.aws_s3_object!), all.sort());
  for (const role of all) {
    const source = `../../../build/arm64/${role}.zip`;
    t.like(resources.aws_s3_object![role], {
      ...{ bucket: `\${aws_s3_bucket.code.bucket}`, source },
      key: `${role}-\${filesha256("${source}")}.zip`,
      lifecycle: { create_before_destroy: true },
    });
  }
  t.like(resources.aws_s3_bucket!.code, {
    bucket: `party-c-\${data.aws_caller_identity.current.account_id}-us-east-1`,
    force_destroy: true,
  });
  const [rule] = resources.aws_s3_bucket_lifecycle_configuration!.code.rule;
  t.deepEqual(rule.abort_incomplete_multipart_upload, [{ days_after_initiation: 7 }]);
  for (const { policy } of Object.values(resources.aws_iam_role_policy!))
    t.false(policy.includes('aws_s3_bucket.code'), 'no function reads or writes it');
});

test("a function's environment holds no default of the machine that synthesises, and fits into Lambda's 4 KB", (t) => {
  const { variables } = resources.aws_lambda_function!.analyse.environment;
  t.like(variables, { CONCURRENCY: '100', THREADS: '1', FUNCTION_TIMEOUT: '90', EVENT_BUS: 'party' });
  t.false('HOME_REGION' in variables);
  t.true(JSON.stringify(variables).length < 2000);
  t.deepEqual(
    Object.values(variables).filter((value) => value === ''),
    [],
  );
});

test('each function is fed from its queues as the topology says, and fails message by message', (t) => {
  const mappings = plan.functions
    .flatMap((fn) => sourcesOf(fn).map((source) => ({ fn, source, id: `${roleOf(fn)}-${source.queue}` })))
    .sort((a, b) => a.id.localeCompare(b.id));
  t.deepEqual(
    Object.values(resources.aws_lambda_event_source_mapping!).map(({ '//': _, ...mapping }) => mapping),
    mappings.map(({ fn, source }) => ({
      event_source_arn: `\${aws_sqs_queue.${source.queue}.arn}`,
      function_name: `\${aws_lambda_function.${roleOf(fn)}.arn}`,
      batch_size: source.batchSize,
      maximum_batching_window_in_seconds: source.batchWindowSeconds,
      function_response_types: ['ReportBatchItemFailures'],
      scaling_config: { maximum_concurrency: source.maximumConcurrency },
    })),
  );
});

test('the scheduled functions are called as often as the topology says, never tried again, one at a time', (t) => {
  for (const fn of plan.scheduled) {
    const id = roleOf(fn);
    t.like(resources.aws_scheduler_schedule![id], {
      schedule_expression: `rate(${fn.everyMinutes} minutes)`,
      target: {
        arn: `\${aws_lambda_function.${id}.arn}`,
        retry_policy: { maximum_retry_attempts: 0, maximum_event_age_in_seconds: 60 },
      },
    });
    t.is(resources.aws_lambda_function_event_invoke_config![id].maximum_retry_attempts, 0);
    t.is(resources.aws_lambda_function![id].reserved_concurrent_executions, 1);
  }
  t.false('reserved_concurrent_executions' in resources.aws_lambda_function!.analyse);
  t.deepEqual(statements(resources.aws_iam_role_policy!.schedules.policy), [
    {
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: plan.scheduled.map((fn) => `\${aws_lambda_function.${roleOf(fn)}.arn}`),
    },
  ]);
  const every = resourcesOf({ settings: { SWEEP_EVERY: '1' }, reserveConcurrency: false });
  t.is(every.aws_scheduler_schedule!.sweep.schedule_expression, 'rate(1 minute)');
  t.false('reserved_concurrent_executions' in every.aws_lambda_function!.sweep);
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

test('a part of a video has a processor of its own and the time that it takes, and hundreds are looked at at once', (t) => {
  const made = resourcesOf();
  t.true(made.aws_lambda_function!['analyse-chunk'].memory_size >= 1769);
  t.is(made.aws_lambda_event_source_mapping!['analyse-chunk-chunks'].scaling_config.maximum_concurrency, 600);
  t.is(made.aws_lambda_function!['analyse-chunk'].environment.variables.VIDEO_CONCURRENCY, '600');
  const fewer = resourcesOf({ settings: { VIDEO_CONCURRENCY: '50', VIDEO_CHUNK_SECONDS: '20' } });
  t.is(fewer.aws_lambda_event_source_mapping!['analyse-chunk-chunks'].scaling_config.maximum_concurrency, 50);
  t.is(fewer.aws_lambda_function!['analyse-chunk'].timeout, 260);
  t.is(fewer.aws_sqs_queue!.chunks.visibility_timeout_seconds, 6 * 260);
});

test('what needs somebody is told on a topic: what waits, what failed, what is not done', (t) => {
  const alarms = Object.values(resources.aws_cloudwatch_metric_alarm!);
  const of = ({ namespace, metric_name, dimensions }: Written) =>
    `${namespace} ${metric_name} ${Object.values(dimensions).join(' ')}`;
  t.deepEqual(alarms.map(of).sort(), [
    'AWS/Lambda Errors party-analyse',
    'AWS/Lambda Errors party-analyse-chunk',
    'AWS/Lambda Errors party-expire',
    'AWS/Lambda Errors party-reconcile',
    'AWS/Lambda Errors party-sweep',
    'AWS/Lambda Throttles party-analyse',
    'AWS/SQS ApproximateAgeOfOldestMessage party-chunks',
    'AWS/SQS ApproximateAgeOfOldestMessage party-images',
    'AWS/SQS ApproximateAgeOfOldestMessage party-retries',
    'AWS/SQS ApproximateNumberOfMessagesVisible party-dead-letters',
    'face-inbox FailedMessages party analyse',
    'face-inbox FailedMessages party analyse-chunk',
    'face-inbox OldestPending party sweep',
    'face-inbox RefusedCalls party analyse',
  ]);
  for (const alarm of alarms) {
    t.deepEqual(alarm.alarm_actions, [`\${aws_sns_topic.alarms.arn}`]);
    t.true(alarm.period % 60 === 0 && alarm.period <= 86_400, 'what CloudWatch takes for a period');
  }
  t.is(resources.aws_sns_topic_subscription, undefined);
  const told = resourcesOf({ alarmEmail: 'ops@example.org' });
  t.like(told.aws_sns_topic_subscription!['e-mail'], { protocol: 'email', endpoint: 'ops@example.org' });
});

test('there are as many alarms as docs/cost.md says, and one dashboard', (t) => {
  const made = resourcesOf();
  t.is(Object.keys(made.aws_cloudwatch_metric_alarm!).length, ALARMS);
  t.deepEqual(Object.keys(made.aws_cloudwatch_dashboard!), ['inbox']);
});

test('the dashboard shows every queue and function of the topology, and the metrics of our own', (t) => {
  const { widgets } = JSON.parse(resources.aws_cloudwatch_dashboard!.inbox.dashboard_body);
  const shown = JSON.stringify(widgets);
  for (const { name } of [...plan.queues, ...plan.functions, ...plan.scheduled]) t.true(shown.includes(name));
  for (const metric of ['FailedMessages', 'RefusedCalls', 'OldestPending']) t.true(shown.includes(metric));
  const places = widgets.map(({ x, y }: Written) => `${x} ${y}`);
  t.is(new Set(places).size, places.length);
});

test('a function that deletes is denied those of people, in words of its own', (t) => {
  t.deepEqual(
    statements(resources.aws_iam_role_policy!.expire.policy).filter(
      ({ Action }) => Action[0] === 's3:DeleteObject',
    ),
    [
      { Effect: 'Allow', Action: ['s3:DeleteObject'], Resource: [`\${aws_s3_bucket.inbox.arn}/*`] },
      { Effect: 'Deny', Action: ['s3:DeleteObject'], Resource: [`\${aws_s3_bucket.inbox.arn}/people/*`] },
    ],
  );
});

test('each function has a role of its own, which only Lambda can take on', (t) => {
  const roles = Object.values(resources.aws_lambda_function!).map(({ role }) => role);
  t.is(new Set(roles).size, roles.length);
  for (const id of Object.keys(resources.aws_lambda_function!))
    t.deepEqual(statements(resources.aws_iam_role![id].assume_role_policy), [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: ['sts:AssumeRole'] },
    ]);
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
