import test from 'ava';
import { sourcesOf } from '../../topology.ts';
import { environmentOf } from '../deployment.ts';
import { plan, resources, roleOf, settings, statements } from './support/party.ts';
import { resourcesOf } from './support/synthesize.ts';

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

test('a part of a video has a processor of its own and the time that it takes, and hundreds are looked at at once', (t) => {
  const made = resourcesOf();
  t.true(made.aws_lambda_function!['analyse-chunk'].memory_size >= 1769);
  t.is(made.aws_lambda_function!['analyse-chunk'].environment.variables.VIDEO_CONCURRENCY, '600');
  const fewer = resourcesOf({ settings: { VIDEO_CONCURRENCY: '50', VIDEO_CHUNK_SECONDS: '20' } });
  t.is(fewer.aws_lambda_event_source_mapping!['analyse-chunk-chunks'].scaling_config.maximum_concurrency, 5);
  t.is(fewer.aws_lambda_function!['analyse-chunk'].timeout, 260);
  t.is(fewer.aws_sqs_queue!.chunks.visibility_timeout_seconds, 6 * 260);
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
