import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { addNotifications, removeNotifications } from '../../deploy/bucketNotifications.ts';
import { checkAccount, checkLimit } from '../../deploy/checkAccount.ts';
import { checkPhotos } from '../../deploy/checkPhotos.ts';
import { checkStates, forgottenRegions } from '../../deploy/checkStates.ts';
import { checkConsent } from '../../deploy/confirm.ts';
import { DeployError } from '../../deploy/DeployError.ts';
import { checked } from '../../stacks/aws/deployment.ts';
import { withNotifications, withoutNotifications } from '../../stacks/withNotifications.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
  // Where these checks find AWS, as everybody's do.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: stack.endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
test.after.always(() => stack?.stop());

const said: string[] = [];
const say = (line: string) => void said.push(line);

test.serial('who deploys, and where, is said before anything is done', async (t) => {
  said.length = 0;
  await checkAccount(checked({}), 'deploy', say);
  t.regex(said.join('\n'), /^account 000000000000, as arn:aws:/);
  t.true(said.includes('region us-east-1 answers'));
  t.regex(said.at(-1)!, /^state: terraform\.\*\.tfstate on this machine/);
});

test.serial(
  'credentials that are missing, and a network that is not there, are errors with a remedy',
  async (t) => {
    const before = { ...process.env };
    t.teardown(() => void Object.assign(process.env, before));
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
    Object.assign(process.env, {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/nothing',
      AWS_CONFIG_FILE: '/nothing',
    });
    const none = await t.throwsAsync(checkAccount(checked({}), 'deploy', say), { instanceOf: DeployError });
    t.regex(none!.message, /CredentialsProviderError.*Set AWS_PROFILE, or run `aws configure`/);
    Object.assign(process.env, before, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' });
    const away = await t.throwsAsync(checkAccount(checked({}), 'deploy', say), { instanceOf: DeployError });
    t.regex(away!.message, /AWS does not take the credentials.*the network/);
    delete process.env.AWS_MAX_ATTEMPTS;
  },
);

test.serial('a bucket that is not there, for photos or for the state, is told', async (t) => {
  const photos = checked({ existingBucket: { 'us-east-1': 'no-such-bucket' } });
  const error = await t.throwsAsync(checkAccount(photos, 'deploy', say), { instanceOf: DeployError });
  t.regex(error!.message, /^The bucket no-such-bucket, to be used, is not there\. Name another/);
  await t.notThrowsAsync(
    checkAccount(photos, 'destroy', say),
    'one that is gone keeps nobody from taking away the rest',
  );
  await t.notThrowsAsync(removeNotifications(stack.topology, 'no-such-bucket', stack.region));
  const state = checked({ state: { bucket: 'no-state-here', region: 'us-east-1', prefix: 'x/' } });
  const other = await t.throwsAsync(checkAccount(state, 'deploy', say), { instanceOf: DeployError });
  t.regex(other!.message, /^The bucket no-state-here, for the state, is not there/);
});

test.serial("a bucket that was there tells our queue too, and keeps telling others'", async (t) => {
  const { s3, sqs } = stack.clients;
  const Bucket = 'holiday-photos';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'somebody-else' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const put = (NotificationConfiguration: NotificationConfiguration) =>
    s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  await put({ EventBridgeConfiguration: {} });
  const there = async () => {
    const { $metadata: _, ...all } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    return all;
  };
  const before = await there();
  for (let i = 0; i < 2; i++) {
    await addNotifications(stack.topology, Bucket, stack.region);
    const { QueueConfigurations = [], EventBridgeConfiguration } = await there();
    t.deepEqual(
      QueueConfigurations.map(({ Id }) => Id),
      ['to-face-inbox-images'],
    );
    t.deepEqual(EventBridgeConfiguration, before.EventBridgeConfiguration);
  }
  await removeNotifications(stack.topology, Bucket, stack.region);
  t.deepEqual(await there(), before);

  const QueueArn = Attributes!.QueueArn!;
  await put({ QueueConfigurations: [{ Id: 'theirs', QueueArn, Events: ['s3:ObjectCreated:Put'] }] });
  const error = await t.throwsAsync(addNotifications(stack.topology, Bucket, stack.region), {
    instanceOf: DeployError,
  });
  t.regex(
    error!.message,
    /holiday-photos cannot be changed .*takes only one of the two: narrow it by a prefix/,
  );
});

test.serial('a bucket with photos is not taken away unless that was said', async (t) => {
  const outputs = { bucket: stack.topology.bucket.name, region: stack.region };
  await t.notThrowsAsync(checkPhotos(checked({}), outputs));
  await t.notThrowsAsync(checkPhotos(checked({}), {}), 'nothing is deployed');
  await stack.clients.s3.send(new PutObjectCommand({ Bucket: outputs.bucket, Key: 'a.txt', Body: 'a' }));
  const error = await t.throwsAsync(checkPhotos(checked({}), outputs), { instanceOf: DeployError });
  t.regex(error!.message, /holds photos, and "destroyPhotos" is false\..*Nothing was changed\./);
  await t.notThrowsAsync(checkPhotos(checked({ destroyPhotos: true }), outputs));
});

test('where nobody can be asked, --yes is asked for before anything is done', (t) => {
  const error = t.throws(() => checkConsent({ yes: false, isTTY: false }), { instanceOf: DeployError });
  t.regex(error!.message, /this is no terminal\. Look at the plan in one, or add --yes\.$/);
  t.notThrows(() => checkConsent({ yes: false, isTTY: true }));
  t.notThrows(() => checkConsent({ yes: true, isTTY: false }));
});

test('states of what is deployed, and not asked for any more or not from there, are told', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-states-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const state = (id: string, resources: unknown[]) =>
    writeFile(join(folder, `terraform.${id}.tfstate`), JSON.stringify({ version: 4, resources }));
  await state('face-inbox-us-east-1', [{}]);
  await state('face-inbox-eu-west-1', [{}]);
  await state('face-inbox-eu-west-2', []);
  await state('other-eu-west-3', [{}]);
  t.deepEqual(forgottenRegions(checked({}), folder), ['eu-west-1']);

  const kept = { state: { bucket: 'states', region: 'us-east-1', prefix: 'x/' } };
  const error = t.throws(() => checkStates(checked(kept), folder), { instanceOf: DeployError });
  t.regex(
    error!.message,
    /aws s3 cp terraform\.face-inbox-us-east-1\.tfstate s3:\/\/states\/x\/face-inbox-us-east-1\.tfstate/,
  );
  t.notThrows(() => checkStates(checked({ ...kept, regions: ['eu-west-2'] }), folder));
  t.notThrows(() => checkStates(checked({}), folder));
});

test('notifications of every kind that others have stay as they are', (t) => {
  const Events: Event[] = ['s3:ObjectRestore:*'];
  const there: NotificationConfiguration = {
    QueueConfigurations: [
      { Id: 'theirs', QueueArn: 'arn:q', Events },
      { Id: 'ours', QueueArn: 'arn:before', Events },
    ],
    TopicConfigurations: [{ Id: 'topic', TopicArn: 'arn:t', Events }],
    LambdaFunctionConfigurations: [{ Id: 'function', LambdaFunctionArn: 'arn:f', Events }],
    EventBridgeConfiguration: {},
  };
  const ours = { Id: 'ours', QueueArn: 'arn:now', Events };
  t.deepEqual(withNotifications(there, [ours]), {
    ...there,
    QueueConfigurations: [ours, there.QueueConfigurations![0]!],
  });
  t.deepEqual(withoutNotifications(there, ['ours']), {
    ...there,
    QueueConfigurations: [there.QueueConfigurations![0]!],
  });
});

test('an account that may run few functions at once is told what to say', (t) => {
  const refusal = (limit: number, given: object) =>
    t.throws(() => checkLimit(limit, checked(given), 'us-east-1'), { instanceOf: DeployError })!.message;
  t.regex(refusal(10, {}), /may run 10 functions at once in us-east-1: 100 of these cannot be reserved/);
  const [said] = /\{.*\}/.exec(refusal(10, {}))!;
  t.deepEqual(JSON.parse(said), {
    reserveConcurrency: false,
    settings: { CONCURRENCY: '2', VIDEO_CONCURRENCY: '2' },
  });
  t.notThrows(() => checkLimit(10, checked(JSON.parse(said)), 'us-east-1'));
  t.regex(
    refusal(150, {}),
    /CONCURRENCY is 100 and VIDEO_CONCURRENCY 600, with which up to 805 would run.* Say \{"settings":\{"CONCURRENCY":"71","VIDEO_CONCURRENCY":"2"\}\}/,
  );
  t.regex(refusal(500, {}), /Say \{"settings":\{"VIDEO_CONCURRENCY":"295"\}\}/, 'videos give way first');
  for (const limit of [150, 500]) {
    const [told] = /\{.*\}/.exec(refusal(limit, {}))!;
    t.notThrows(() => checkLimit(limit, checked(JSON.parse(told)), 'us-east-1'), `${limit}: ${told}`);
  }
  for (const api of ['off', 'keys']) t.notThrows(() => checkLimit(1000, checked({ api }), 'us-east-1'));
});
