import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ava from 'ava';
import { readSettings } from '../../config/settings.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { type Local, startLocal } from '../../local/startLocal.ts';
import { aws, awsJson, awsPath } from '../support/awsCli.ts';
import { sample } from '../support/samples.ts';

/** Without the AWS CLI these are named as skipped; in CI they fail then. */
const test = awsPath || process.env.CI ? ava.serial : ava.serial.skip;

let local: Local;
let folder: string;
ava.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-cli-'));
  local = await startLocal({
    settings: readSettings({}),
    port: 0,
    folder: undefined,
    onLog() {},
    onError() {},
  });
});
ava.after.always(async () => {
  await local?.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => aws(local.endpoint, ...args);

type Attributes = Record<string, Record<string, unknown>>;

/** What get-item gives of a photo, asked until there is something. */
async function item(image: string): Promise<Attributes> {
  for (;;) {
    const answer = await run(
      ...['dynamodb', 'get-item', '--table-name', 'face-inbox-images', '--output', 'json'],
      ...['--key', JSON.stringify({ image: { S: image } })],
    );
    if (answer.trim() !== '') return (JSON.parse(answer) as { Item: Attributes }).Item;
  }
}

test("the README's walk: enrol, drop, ask the tables, subscribe", async (t) => {
  const { QueueUrl } = await awsJson<{ QueueUrl: string }>(
    local.endpoint,
    ...['sqs', 'create-queue', '--queue-name', 'mine'],
  );
  await run(
    ...['events', 'put-rule', '--name', 'obama', '--event-bus-name', 'face-inbox'],
    ...['--event-pattern', '{"detail-type":["Image Analysed"],"detail":{"people":["obama"]}}'],
  );
  await run(
    ...['events', 'put-targets', '--rule', 'obama', '--event-bus-name', 'face-inbox'],
    ...['--targets', 'Id=mine,Arn=arn:aws:sqs:us-east-1:000000000000:mine'],
  );

  // The same photo, dropped before anybody is enrolled, tells where the faces are.
  const crowd = join(folder, 'crowd.jpg');
  await writeFile(crowd, await sample(5));
  await run('s3', 'cp', crowd, 's3://face-inbox/before.jpg');
  const before = await item('before.jpg');
  const [{ M: face }] = before.faces!.L as [{ M: { box: { M: Record<string, { N: string }> } } }];
  const share = (side: string) => Number(face.box.M[side]!.N);
  const box = { left: share('left'), top: share('top'), width: share('width'), height: share('height') };
  await writeFile(join(folder, 'obama.png'), await cutFace(await sample(5), box));

  await run('s3', 'cp', join(folder, 'obama.png'), 's3://face-inbox/people/obama/');
  t.is((await item('people/obama/obama.png')).status!.S, 'enrolled');
  await run('s3', 'cp', crowd, 's3://face-inbox/');

  const { Messages } = await awsJson<{ Messages: { Body: string }[] }>(
    local.endpoint,
    ...['sqs', 'receive-message', '--queue-url', QueueUrl, '--wait-time-seconds', '20'],
  );
  const event = JSON.parse(Messages[0]!.Body);
  t.is(event['detail-type'], 'Image Analysed');
  t.deepEqual(event.detail.people, ['obama']);

  const Item = await item('crowd.jpg');
  t.is(Item.status!.S, 'analysed');
  t.is(Item.faceCount!.N, '5');
  t.deepEqual(Item.people!.SS, ['obama']);

  const { Items } = await awsJson<{ Items: { image: { S: string } }[] }>(
    local.endpoint,
    ...['dynamodb', 'query', '--table-name', 'face-inbox-sightings'],
    ...['--key-condition-expression', 'person = :p'],
    ...['--expression-attribute-values', '{":p":{"S":"obama"}}'],
  );
  t.deepEqual(
    Items.map(({ image }) => image.S),
    ['crowd.jpg'],
  );
});

test('sync, ls and rm --recursive of 1,200 files', async (t) => {
  await run('s3', 'mb', 's3://many');
  const many = join(folder, 'many');
  await mkdir(many);
  await Promise.all(
    Array.from({ length: 1200 }, (_, index) =>
      writeFile(join(many, `${String(index).padStart(4, '0')}.txt`), `file ${index}`),
    ),
  );
  // sync sends what is newer than the object, whose time has whole seconds only.
  await Promise.all((await readdir(many)).map((name) => utimes(join(many, name), 1e9, 1e9)));
  await run('s3', 'sync', many, 's3://many/in/', '--only-show-errors');
  const listed = await run('s3', 'ls', 's3://many/in/');
  t.is(listed.trim().split('\n').length, 1200);
  t.is((await run('s3', 'sync', many, 's3://many/in/')).trim(), '', 'a second sync sends nothing');
  const back = join(folder, 'back');
  await run('s3', 'sync', 's3://many/in/', back, '--only-show-errors');
  t.is(await readFile(join(back, '1199.txt'), 'utf8'), 'file 1199');
  await run('s3', 'rm', '--recursive', 's3://many/', '--only-show-errors');
  t.is((await run('s3', 'ls', 's3://many/', '--recursive').catch(() => '')).trim(), '');
});

test('a file of 20 MB goes up in parts and comes back whole; mv and presign work', async (t) => {
  await run('s3', 'mb', 's3://big');
  const body = randomBytes(20 * 1024 * 1024);
  const file = join(folder, 'big.bin');
  await writeFile(file, body);
  await run('s3', 'cp', file, 's3://big/big.bin', '--only-show-errors');
  const head = await awsJson<{ ETag: string; ContentLength: number }>(
    local.endpoint,
    ...['s3api', 'head-object', '--bucket', 'big', '--key', 'big.bin'],
  );
  t.is(head.ContentLength, body.length);
  t.regex(head.ETag, /-3"$/);
  await run('s3', 'mv', 's3://big/big.bin', 's3://big/moved/there.bin', '--only-show-errors');
  t.regex(await run('s3', 'ls', 's3://big/'), /PRE moved/);
  const url = (await run('s3', 'presign', 's3://big/moved/there.bin')).trim();
  const fetched = Buffer.from(await (await fetch(url)).arrayBuffer());
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  t.is(hash(fetched), hash(body));
});

test('awkward keys and an empty file go up, are listed and come back', async (t) => {
  await run('s3', 'mb', 's3://awkward');
  const file = join(folder, 'small.txt');
  await writeFile(file, 'small');
  const empty = join(folder, 'empty.txt');
  await writeFile(empty, '');
  const keys = [
    'two words.txt',
    'a+b.txt',
    'a&b.txt',
    '100%.txt',
    'naïve-é.txt',
    'smile-😀.txt',
    'x'.repeat(1024),
  ];
  for (const key of keys) await run('s3', 'cp', file, `s3://awkward/${key}`, '--only-show-errors');
  await run('s3', 'cp', empty, 's3://awkward/empty.txt', '--only-show-errors');
  const { Contents } = await awsJson<{ Contents: { Key: string; Size: number }[] }>(
    local.endpoint,
    ...['s3api', 'list-objects-v2', '--bucket', 'awkward'],
  );
  t.deepEqual(Contents.map(({ Key }) => Key).sort(), [...keys, 'empty.txt'].sort());
  for (const key of keys) t.is(await run('s3', 'cp', `s3://awkward/${key}`, '-'), 'small');
  t.is(await run('s3', 'cp', 's3://awkward/empty.txt', '-'), '');
});

test('photos under awkward keys are analysed under those very keys', async (t) => {
  const photo = join(folder, 'plain.jpg');
  await writeFile(photo, await sample(6));
  const keys = ['a b+c&d%20é😀.jpg', `long/${'y'.repeat(1015)}.jpg`];
  const { QueueUrl } = await awsJson<{ QueueUrl: string }>(
    local.endpoint,
    ...['sqs', 'create-queue', '--queue-name', 'all'],
  );
  await run(
    ...['events', 'put-rule', '--name', 'all', '--event-bus-name', 'face-inbox'],
    ...['--event-pattern', '{"detail-type":["Image Analysed"]}'],
  );
  await run(
    ...['events', 'put-targets', '--rule', 'all', '--event-bus-name', 'face-inbox'],
    ...['--targets', 'Id=all,Arn=arn:aws:sqs:us-east-1:000000000000:all'],
  );
  for (const key of keys) {
    await run('s3', 'cp', photo, `s3://face-inbox/${key}`, '--only-show-errors');
    const { Messages } = await awsJson<{ Messages: { Body: string; ReceiptHandle: string }[] }>(
      local.endpoint,
      ...['sqs', 'receive-message', '--queue-url', QueueUrl, '--wait-time-seconds', '20'],
    );
    t.is(JSON.parse(Messages[0]!.Body).detail.image, key);
    t.is((await item(key)).faceCount!.N, '4');
    await run(
      ...['sqs', 'delete-message', '--queue-url', QueueUrl],
      ...['--receipt-handle', Messages[0]!.ReceiptHandle],
    );
  }
});

test('queues, tables and functions are listed, and where one is', async (t) => {
  const ask = <T>(...args: string[]) => awsJson<T>(local.endpoint, ...args);
  const { QueueUrls } = await ask<{ QueueUrls: string[] }>(
    ...['sqs', 'list-queues', '--queue-name-prefix', 'face-inbox'],
  );
  t.deepEqual(
    QueueUrls.map((url) => url.split('/').at(-1)),
    ['chunks', 'dead-letters', 'images', 'retries', 'videos'].map((role) => `face-inbox-${role}`),
  );
  const { TableNames } = await ask<{ TableNames: string[] }>('dynamodb', 'list-tables');
  t.deepEqual(
    TableNames,
    ['chunks', 'images', 'people', 'sightings', 'state', 'unknown'].map((name) => `face-inbox-${name}`),
  );
  const { TimeToLiveDescription } = await ask<{ TimeToLiveDescription: object }>(
    ...['dynamodb', 'describe-time-to-live', '--table-name', 'face-inbox-images'],
  );
  t.deepEqual(TimeToLiveDescription, { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  const { Functions } = await ask<{ Functions: { FunctionName: string }[] }>('lambda', 'list-functions');
  t.deepEqual(
    Functions.map(({ FunctionName }) => FunctionName),
    ['analyse', 'plan', 'analyse-chunk', 'sweep', 'reconcile', 'api'].map((role) => `face-inbox-${role}`),
  );
  const mappings = await run(
    ...['lambda', 'list-event-source-mappings', '--query', 'EventSourceMappings[].EventSourceArn'],
    ...['--output', 'text'],
  );
  t.deepEqual(
    mappings.trim().split('\t'),
    ['images', 'retries', 'videos', 'chunks'].map(
      (role) => `arn:aws:sqs:us-east-1:000000000000:face-inbox-${role}`,
    ),
  );
  t.is(
    (await run('sts', 'get-caller-identity', '--query', 'Account', '--output', 'text')).trim(),
    '000000000000',
  );
});

test('the function is invoked, and what it has written is read', async (t) => {
  const payload = join(folder, 'payload.json');
  const message = {
    messageId: 'm-1',
    receiptHandle: 'r',
    body: 'not of S3',
    attributes: {},
    messageAttributes: {},
  };
  await writeFile(payload, JSON.stringify({ Records: [message] }));
  const out = join(folder, 'out.json');
  const { StatusCode } = await awsJson<{ StatusCode: number }>(
    local.endpoint,
    ...['lambda', 'invoke', '--function-name', 'face-inbox-analyse', '--payload', `fileb://${payload}`, out],
  );
  t.is(StatusCode, 200);
  t.deepEqual(JSON.parse(await readFile(out, 'utf8')), { batchItemFailures: [{ itemIdentifier: 'm-1' }] });
  const { logGroups } = await awsJson<{ logGroups: { logGroupName: string }[] }>(
    local.endpoint,
    ...['logs', 'describe-log-groups'],
  );
  t.is(logGroups[0]?.logGroupName, '/aws/lambda/face-inbox-analyse');
  const { events } = await awsJson<{ events: { message: string }[] }>(
    local.endpoint,
    ...['logs', 'filter-log-events', '--log-group-name', '/aws/lambda/face-inbox-analyse'],
    ...['--filter-pattern', 'ERROR'],
  );
  t.true(events.length > 0, 'it has told of the message');
});

test('rules are listed, tried, switched off and taken away', async (t) => {
  const ask = <T>(...args: string[]) => awsJson<T>(local.endpoint, 'events', ...args);
  const bus = ['--event-bus-name', 'face-inbox'];
  const pattern = '{"source":["face-inbox"],"detail":{"faceCount":[{"numeric":[">",3]}]}}';
  await run('events', 'put-rule', '--name', 'many', ...bus, '--event-pattern', pattern);
  const target = 'Id=t,Arn=arn:aws:sqs:us-east-1:000000000000:none';
  const put = await ask<{ FailedEntryCount: number }>(
    'put-targets',
    '--rule',
    'many',
    ...bus,
    '--targets',
    target,
  );
  t.is(put.FailedEntryCount, 0);
  const { Rules } = await ask<{ Rules: { Name: string }[] }>('list-rules', ...bus, '--name-prefix', 'many');
  t.deepEqual(
    Rules.map(({ Name }) => Name),
    ['many'],
  );
  const event = {
    ...{ id: '1', account: '0', source: 'face-inbox', time: '2026-01-01T00:00:00Z', region: 'us-east-1' },
    ...{ resources: [], 'detail-type': 'Image Analysed', detail: { faceCount: 4 } },
  };
  const tried = await ask<{ Result: boolean }>(
    ...['test-event-pattern', '--event-pattern', pattern, '--event', JSON.stringify(event)],
  );
  t.true(tried.Result);
  await run('events', 'disable-rule', '--name', 'many', ...bus);
  t.is((await ask<{ State: string }>('describe-rule', '--name', 'many', ...bus)).State, 'DISABLED');
  const { Targets } = await ask<{ Targets: { Id: string }[] }>(
    'list-targets-by-rule',
    '--rule',
    'many',
    ...bus,
  );
  t.is(Targets[0]?.Id, 't');
  await run('events', 'remove-targets', '--rule', 'many', ...bus, '--ids', 't');
  await run('events', 'delete-rule', '--name', 'many', ...bus);
  const wrong = await t.throwsAsync(
    run('events', 'put-rule', '--name', 'x', '--event-pattern', '{"source":["a",{"like":"b"}]}'),
  );
  t.regex(wrong!.message, /InvalidEventPatternException.*Reason: Unrecognized match type like/);
  const { EventBuses } = await ask<{ EventBuses: { Name: string }[] }>('list-event-buses');
  t.deepEqual(
    EventBuses.map(({ Name }) => Name),
    ['default', 'face-inbox'],
  );
});

test('dead letters are moved back', async (t) => {
  const arn = 'arn:aws:sqs:us-east-1:000000000000:back-dead';
  await run('sqs', 'create-queue', '--queue-name', 'back-dead');
  const policy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 });
  const { QueueUrl } = await awsJson<{ QueueUrl: string }>(
    local.endpoint,
    ...['sqs', 'create-queue', '--queue-name', 'back'],
    ...['--attributes', JSON.stringify({ RedrivePolicy: policy })],
  );
  const dead = QueueUrl.replace(/back$/, 'back-dead');
  await run('sqs', 'send-message', '--queue-url', dead, '--message-body', 'smile 😀');
  await run('sqs', 'start-message-move-task', '--source-arn', arn);
  const { Messages } = await awsJson<{ Messages: { Body: string }[] }>(
    local.endpoint,
    ...['sqs', 'receive-message', '--queue-url', QueueUrl],
  );
  t.is(Messages[0]?.Body, 'smile 😀');
});

test('what is not here is said in words', async (t) => {
  for (const [command, said] of [
    ['sns list-topics', /NotImplemented.*"sns" is not here: s3, sqs, dynamodb, events, lambda, logs, sts/],
    ['ec2 describe-instances', /NotImplemented.*"ec2" is not here/],
    ['kinesis list-streams', /NotImplemented.*"kinesis" is not here/],
    ['route53 list-hosted-zones', /NotImplemented.*"route53" is not here/],
    ['dynamodb describe-limits', /UnknownOperation.*DescribeLimits is not supported.*It has: BatchGetItem/],
    ['events list-archives', /UnknownOperation.*ListArchives is not supported.*It has: CreateEventBus/],
    ['logs delete-log-group --log-group-name x', /DeleteLogGroup is not supported.*It has: Describe/],
    ['lambda list-layers', /NotImplemented.*layers is not supported.*It has: ListFunctions/],
    ['lambda invoke --function-name no out.json', /ResourceNotFound.*Function not found/],
    [
      'sqs remove-permission --queue-url face-inbox-images --label x',
      /UnsupportedOperation.*It has: ReceiveMessage/,
    ],
    ['sts get-session-token', /NotImplemented.*GetCallerIdentity alone/],
  ] as const) {
    const error = await t.throwsAsync(run(...command.split(' ')), undefined, command);
    t.regex(error!.message, said);
  }
  const acl = await t.throwsAsync(run('s3api', 'get-bucket-policy', '--bucket', 'face-inbox'));
  t.regex(acl!.message, /NotImplemented/);
});
