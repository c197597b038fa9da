import test from 'ava';
import { statements } from './support/party.ts';
import { resourcesOf, synthesize } from './support/synthesize.ts';

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/face-inbox:1';

test('of a bucket that is there already nothing is made or changed, and only it may send to the queue', (t) => {
  const stack = synthesize({ existingBucket: { 'us-east-1': 'family-photos' } }).stacks[
    'face-inbox-us-east-1'
  ];
  const made = Object.entries(stack.resource).filter(([type]) => /^aws_s3_(bucket|notification)/.test(type));
  t.false(JSON.stringify(made).includes('family-photos'));
  t.deepEqual(
    made.flatMap(([, byId]) => Object.keys(byId as object)).filter((id) => !['code', 'results'].includes(id)),
    [],
  );
  const policy = JSON.parse(stack.resource.aws_sqs_queue_policy.images.policy);
  const arn = `arn:\${data.aws_partition.current.partition}:s3:::family-photos`;
  t.is(policy.Statement[0].Condition.ArnEquals['aws:SourceArn'], arn);
  t.is(stack.resource.aws_lambda_function.analyse.environment.variables.INBOX_BUCKET, 'family-photos');
  t.true(stack.resource.aws_iam_role_policy.analyse.policy.includes(`"Resource":["${arn}/*"]`));
  t.is(stack.output.bucket.value, 'family-photos');
});

test('a bucket is used where it is named, and made in the other regions', (t) => {
  const { stacks } = synthesize({
    regions: ['us-east-1', 'eu-west-1'],
    existingBucket: { 'eu-west-1': 'family-photos' },
  });
  t.true('inbox' in stacks['face-inbox-us-east-1'].resource.aws_s3_bucket);
  t.false('inbox' in stacks['face-inbox-eu-west-1'].resource.aws_s3_bucket);
});

test('the engine on TensorFlow runs from an image, and all else is as before', (t) => {
  const given = { settings: { FACE_ENGINE: 'tfjs-node' }, image: IMAGE, architecture: 'x86_64' };
  const { aws_lambda_function: functions, aws_s3_object: objects, ...rest } = resourcesOf(given);
  for (const role of ['analyse', 'analyse-chunk']) {
    t.like(functions![role], {
      ...{ package_type: 'Image', image_uri: IMAGE, architectures: ['x86_64'] },
      image_config: { command: [`functions/${role}/handler.handler`] },
    });
    for (const argument of ['s3_bucket', 's3_key', 'handler', 'runtime', 'source_code_hash'])
      t.false(argument in functions![role], argument);
  }
  t.is(functions!.analyse.environment.variables.FACE_ENGINE, 'tfjs-node');
  t.is(functions!.sweep.package_type, 'Zip');
  const { aws_lambda_function: _, aws_s3_object: all, ...zips } = resourcesOf({ architecture: 'x86_64' });
  t.is(objects!.sweep.source, '../../../build/x86_64/sweep.zip');
  const { analyse: __, 'analyse-chunk': ___, ...others } = all!;
  t.deepEqual(objects, others);
  t.deepEqual(rest, zips);
});

test('who plans a video calls whom the queue does not feed, unless that is turned off', (t) => {
  const made = resourcesOf();
  const fed = (of: typeof made) =>
    of.aws_lambda_event_source_mapping!['analyse-chunk-chunks'].scaling_config.maximum_concurrency;
  t.is(fed(made), 60);
  t.is(made.aws_lambda_function!.plan.environment.variables.VIDEO_CALLS, 'true');
  t.like(made.aws_lambda_function_event_invoke_config!['analyse-chunk'], {
    function_name: `\${aws_lambda_function.analyse-chunk.function_name}`,
    ...{ maximum_retry_attempts: 0, maximum_event_age_in_seconds: 60 },
  });
  const calling = (of: typeof made) =>
    Object.entries(of.aws_iam_role_policy!).flatMap(([role, { policy }]) =>
      policy.includes('lambda:InvokeFunction') && role !== 'schedules' ? [role] : [],
    );
  t.deepEqual(calling(made), ['plan']);
  t.deepEqual(
    statements(made.aws_iam_role_policy!.plan.policy).filter(({ Action }) => /^lambda:/.test(Action[0])),
    [
      {
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: [`\${aws_lambda_function.analyse-chunk.arn}`],
      },
    ],
  );
  const off = resourcesOf({ settings: { VIDEO_CALLS: 'false' } });
  t.is(fed(off), 600);
  t.deepEqual(calling(off), []);
  t.false('analyse-chunk' in off.aws_lambda_function_event_invoke_config!);
});

test('the state is kept on this machine, or in a bucket that is locked while it is written', (t) => {
  const at = { bucket: 'my-state', region: 'eu-west-1', prefix: 'face/' };
  const { terraform } = synthesize({ state: at }).stacks['face-inbox-us-east-1'];
  t.deepEqual(terraform.backend, {
    s3: {
      ...{ bucket: 'my-state', region: 'eu-west-1', key: 'face/face-inbox-us-east-1.tfstate' },
      ...{ encrypt: true, use_lockfile: true },
    },
  });
});

test('the topic of the alarms is encrypted by the key that is named', (t) => {
  const alarmKey = 'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000';
  t.is(resourcesOf({ alarmKey }).aws_sns_topic!.alarms.kms_master_key_id, alarmKey);
});

test('a very large photo has room, and all memory that it takes', (t) => {
  const { analyse } = resourcesOf({ settings: { MAX_BYTES: '500000000', MAX_PIXELS: '150000000' } })
    .aws_lambda_function!;
  t.is(analyse.ephemeral_storage.size, 1383);
  t.is(analyse.memory_size, 5440);
  t.false('ephemeral_storage' in resourcesOf().aws_lambda_function!.analyse);
});

test("with DynamoDB's own vector index the function may search it, and no plan takes its attribute away", (t) => {
  const given = { regions: ['us-east-1', 'eu-west-1'], settings: { GALLERY: 'dynamodb' } };
  const searches = (policy: string) =>
    JSON.parse(policy).Statement.filter(({ Action }: { Action: string[] }) =>
      Action.includes('dynamodb:SearchVectors'),
    );
  for (const [name, { resource }] of Object.entries(synthesize(given).stacks)) {
    const region = name.replace('face-inbox-', '');
    const policies = resource.aws_iam_role_policy as Record<string, { policy: string }>;
    const arn =
      region === 'us-east-1'
        ? `\${aws_dynamodb_table.people.arn}`
        : `arn:\${data.aws_partition.current.partition}:dynamodb:${region}:\${data.aws_caller_identity.current.account_id}:table/face-inbox-people`;
    t.deepEqual(searches(policies.analyse!.policy), [
      { Effect: 'Allow', Action: ['dynamodb:SearchVectors'], Resource: [`${arn}/index/faces`] },
    ]);
    for (const role of ['sweep', 'reconcile']) t.deepEqual(searches(policies[role]!.policy), []);
  }
  const { people, state } = resourcesOf({ settings: { GALLERY: 'dynamodb' } }).aws_dynamodb_table!;
  t.deepEqual(people.lifecycle, { ignore_changes: ['attribute'] });
  t.false('lifecycle' in state);
  const usual = resourcesOf({});
  t.false('lifecycle' in usual.aws_dynamodb_table!.people);
  t.deepEqual(searches(usual.aws_iam_role_policy!.analyse.policy), []);
});

test('with an index there is a second bucket, which tells nobody; one function alone writes to it', (t) => {
  const resources = resourcesOf({ settings: { GALLERY: 'index' } });
  t.deepEqual(Object.keys(resources.aws_s3_bucket!).sort(), ['code', 'galleries', 'inbox', 'results']);
  t.true(resources.aws_s3_bucket!.galleries.force_destroy);
  t.deepEqual(Object.keys(resources.aws_s3_bucket_notification!), ['inbox']);
  const may = Object.entries(resources.aws_iam_role_policy!).flatMap(([role, { policy }]) =>
    (JSON.parse(policy).Statement as { Action: string[]; Resource: string[] }[])
      .filter(({ Resource }) => [Resource].flat().some((one) => one.includes('aws_s3_bucket.galleries')))
      .flatMap(({ Action }) => Action.map((action) => `${role} ${action}`)),
  );
  t.deepEqual(may, [
    ...['analyse s3:GetObject', 'analyse s3:ListBucket'],
    ...['analyse-chunk s3:GetObject', 'analyse-chunk s3:ListBucket'],
    ...['Get', 'List', 'Put', 'Delete'].map(
      (what) => `gallery s3:${what === 'List' ? 'ListBucket' : `${what}Object`}`,
    ),
  ]);
  t.is(
    resources.aws_lambda_function!.analyse.environment.variables.GALLERIES_BUCKET,
    `\${aws_s3_bucket.galleries.bucket}`,
  );
  t.is(resources.aws_lambda_function!.analyse.ephemeral_storage.size, 2560);
  t.true('gallery' in resources.aws_scheduler_schedule!);
});
