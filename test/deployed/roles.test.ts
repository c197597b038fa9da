import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { sqsRecord } from '../../local/lambda/sqsRecord.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore, type Store } from '../../store/openStore.ts';
import { lastTry } from '../../store/tries.ts';
import { SAMPLE_FACES, sample } from '../support/samples.ts';
import { type Applied, applyStack } from './apply/applyStack.ts';
import { asMotoUnderstands } from './apply/asMotoUnderstands.ts';
import { type Access, type Clients, connect } from './apply/connect.ts';
import { asRole } from './support/asRole.ts';
import { type Call, callsToDeny, makeElsewhere, notDenied } from './support/denied.ts';
import { openPackages, type Packages } from './support/openPackages.ts';
import { type Moto, startMoto } from './support/startMoto.ts';
import { DEPLOYMENT, theStack } from './support/theStack.ts';

const FUNCTIONS = ['analyse', 'sweep', 'reconcile', 'expire'] as const;
type Role = (typeof FUNCTIONS)[number];

/** What moto takes otherwise than AWS does, or what is not of use here. */
const LEFT_OUT = {
  aws_lambda_event_source_mapping: 'it would run functions, for which it needs a container engine',
  aws_s3_bucket_policy: 'a denial whose condition is not met is one to moto all the same',
  aws_cloudwatch_metric_alarm: 'nothing is watched',
  aws_cloudwatch_dashboard: 'nothing is watched',
};

let moto: Moto;
let owner: Clients;
let applied: Applied;
let bucket: string;
let elsewhere: string;
let packages: Packages;
let roles: Record<Role, Access>;
let store: Store;
test.before(async () => {
  moto = await startMoto();
  owner = connect(moto.access);
  applied = await applyStack(theStack(), owner, { leaveOut: LEFT_OUT, asUnderstood: asMotoUnderstands });
  bucket = String(applied.outputs.bucket);
  elsewhere = await makeElsewhere(owner, bucket);
  packages = await openPackages(applied.known);
  const settings = readSettings({ ...DEPLOYMENT.settings, INBOX_BUCKET: bucket });
  store = openStore(settings, owner);
  const access = async (role: Role) =>
    [role, await asRole(moto.access, String(applied.known.get(`aws_iam_role.${role}`)!.arn))] as const;
  roles = Object.fromEntries(await Promise.all(FUNCTIONS.map(access))) as typeof roles;
});
test.after.always(async () => {
  await packages?.remove();
  await moto?.stop();
});

/** What the SDK says of a denial; moto's is XML whatever the service speaks. */
const DENIED = /AccessDenied|not authorized|Unexpected token '<'/;

/** Runs a function with its role and nothing else, while policies are in force. @throws where it was denied anything */
async function run(role: Role, event: unknown = {}, daysAhead?: number) {
  await moto.enforce(true);
  try {
    const ran = await packages.run(role, event, { access: roles[role], ...(daysAhead && { daysAhead }) });
    if (DENIED.test(ran.log)) throw new Error(`${role} was denied something:\n${ran.log}`);
    return ran;
  } finally {
    await moto.enforce(false);
  }
}

const queue = (role: string) => applied.known.get(`aws_sqs_queue.${role}`) as { url: string; arn: string };

/** What is in the queue, as the mapping would hand it over. */
async function messages() {
  const { url: QueueUrl, arn } = queue('images');
  const { Messages = [] } = await owner.sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 },
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return { Records: Messages.map((message) => sqsRecord(message, arn, 'us-east-1')) };
}

/** Lets `analyse` handle what has been told, and takes it out of the queue. */
async function analyse(): Promise<void> {
  const event = await messages();
  const { answer } = await run('analyse', event);
  if (JSON.stringify(answer) !== '{"batchItemFailures":[]}') throw new Error(JSON.stringify(answer));
  const { url: QueueUrl } = queue('images');
  for (const { receiptHandle: ReceiptHandle } of event.Records)
    await owner.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
}

const put = async (Key: string, Body: Buffer) =>
  owner.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
const remove = async (Key: string) => owner.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
const item = async (key: string) => (await getImage(store, key)) as Analysed;

test.serial(
  'analyse does all that it is for: photos, people, what replaces them and what removes them',
  async (t) => {
    await put('party.jpg', await sample(5));
    await analyse();
    const { faces, faceCount } = await item('party.jpg');
    t.is(faceCount, SAMPLE_FACES[5]);
    await put('people/ann/1.png', await cutFace(await sample(5), faces[0]!.box));
    await analyse();
    await put('again.jpg', await sample(5));
    await analyse();
    t.deepEqual((await item('again.jpg')).people, new Set(['ann']));
    await put('again.jpg', await sample(4));
    await put('people/ann/1.png', await sample(6));
    await analyse();
    t.is((await item('again.jpg')).faceCount, SAMPLE_FACES[4]);
    t.is((await getImage(store, 'people/ann/1.png'))!.status, 'rejected');
    for (const key of ['again.jpg', 'people/ann/1.png']) await remove(key);
    await analyse();
    for (const key of ['again.jpg', 'people/ann/1.png'])
      t.is((await getImage(store, key))!.status, 'removed');
  },
);

test.serial(
  'analyse hands back a message that fails, for the time that it says, and notes why',
  async (t) => {
    const { url: QueueUrl } = queue('images');
    await owner.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"from":"somebody else"}' }));
    const event = await messages();
    const [{ messageId, receiptHandle }] = event.Records as [(typeof event.Records)[0]];
    const { answer, log } = await run('analyse', event);
    t.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: messageId }] });
    t.notRegex(log, /No earlier retry|could not be noted/);
    t.regex((await lastTry(store, messageId))!.error!, /ForeignMessageError/);
    await owner.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }));
  },
);

test.serial('sweep finishes what is left half done', async (t) => {
  const pending = { id: 'left', event: 'Image Analysed', unsee: [{ person: 'ann', seenAt: 'then' }] };
  await store.db.send(
    new UpdateCommand({
      ...{ TableName: store.names.images, Key: { image: 'party.jpg' } },
      UpdateExpression: 'SET pending = :pending, pendingSince = :since',
      ExpressionAttributeValues: { ':pending': pending, ':since': new Date(0).toISOString() },
    }),
  );
  const { answer } = await run('sweep');
  t.like(answer, { finished: 1 });
  t.false('pending' in (await item('party.jpg')));
});

test.serial('reconcile finds what a table has lost, and sends a message that mends it', async (t) => {
  await store.db.send(new DeleteCommand({ TableName: store.names.images, Key: { image: 'party.jpg' } }));
  const { answer } = await run('reconcile');
  t.deepEqual(answer, { mended: 1, inFlight: 0 });
  await analyse();
  t.is((await item('party.jpg')).faceCount, SAMPLE_FACES[5]);
});

test.serial('expire deletes what is due, and never the photos of people', async (t) => {
  await put('people/ann/2.png', await sample(1));
  const { answer } = await run('expire', {}, 31);
  t.like(answer, { deleted: 1, failed: 0 });
  t.is((await messages()).Records.length, 2);
});

for (const role of FUNCTIONS)
  test.serial(`${role} is denied what it must not do`, async (t) => {
    const { nobody, notThisOne } = callsToDeny(applied.known, bucket, elsewhere);
    const calls = { ...nobody, ...notThisOne[role] };
    t.true(Object.keys(calls).length > 10);
    await moto.enforce(true);
    try {
      t.deepEqual(await notDenied(connect(roles[role]), calls), []);
    } finally {
      await moto.enforce(false);
    }
  });

const MAY = { Effect: 'Allow' };

/** Whether a call is allowed to a role that may do nothing of the kind, if it has this policy besides. */
async function allowed(Statement: object, call: Call): Promise<boolean> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [Statement].flat() });
  const RoleName = String(applied.known.get('aws_iam_role.sweep')!.name);
  await owner.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'besides', PolicyDocument }));
  await moto.enforce(true);
  try {
    return (await notDenied(connect(roles.sweep), { call })).length > 0;
  } finally {
    await moto.enforce(false);
  }
}

/** What has to be made of the policies for moto, by the smallest examples: where one fails, it has learned something. */
test.serial(
  'moto knows no tables, buses, names of queues, nor that who may send may send a batch',
  async (t) => {
    const { arn, name } = applied.known.get('aws_dynamodb_table.images') as { arn: string; name: string };
    const scan = (to: Clients) => to.db.send(new ScanCommand({ TableName: name }));
    t.false(await allowed({ ...MAY, Action: 'dynamodb:Scan', Resource: arn }, scan));
    t.true(await allowed({ ...MAY, Action: 'dynamodb:Scan', Resource: '*' }, scan));

    const { arn: busArn, name: Name } = applied.known.get('aws_cloudwatch_event_bus.results')!;
    const describe = (to: Clients) => to.events.send(new DescribeEventBusCommand({ Name: String(Name) }));
    t.false(await allowed({ ...MAY, Action: 'events:DescribeEventBus', Resource: busArn }, describe));
    t.true(await allowed({ ...MAY, Action: 'events:DescribeEventBus', Resource: '*' }, describe));

    const { arn: queueArn, url: QueueUrl } = queue('retries');
    const find = (to: Clients) => to.sqs.send(new GetQueueUrlCommand({ QueueName: 'face-inbox-retries' }));
    t.false(await allowed({ ...MAY, Action: 'sqs:GetQueueUrl', Resource: queueArn }, find));
    t.true(await allowed({ ...MAY, Action: 'sqs:GetQueueUrl', Resource: '*' }, find));

    const Entries = [{ Id: 'one', MessageBody: '{}' }];
    const send = (to: Clients) => to.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    t.false(await allowed({ ...MAY, Action: 'sqs:SendMessage', Resource: queueArn }, send));
    t.true(await allowed({ ...MAY, Action: 'sqs:SendMessageBatch', Resource: queueArn }, send));
  },
);

test.serial('moto takes a denial whose condition is not met for one', async (t) => {
  const get = (to: Clients) => to.s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'people/ann/2.png' }));
  const may = { ...MAY, Action: 's3:GetObject', Resource: '*' };
  t.true(await allowed(may, get));
  const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
  t.false(await allowed([may, { ...may, Effect: 'Deny', Condition }], get));
});
