import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import test, { type ExecutionContext } from 'ava';
import { queueArn, queueUrl } from '../../local/deploy.ts';
import {
  ask,
  Bucket,
  backUp,
  newDir,
  REGION,
  type Services,
  startRestored,
  startServices,
} from './backupHarness.ts';
import { filesOf } from './filesOf.ts';

const fileIn = async (t: ExecutionContext) => join(await newDir(t), 'inbox.tar');

/** Bodies of all messages of a queue, as many as there must be at least. */
async function drain({ clients: { sqs }, endpoint }: Services, queue: string, atLeast: number) {
  const found: string[] = [];
  for (;;) {
    const wait = found.length < atLeast ? 20 : 0;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl(endpoint, queue),
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: wait,
        VisibilityTimeout: 600,
      }),
    );
    found.push(...Messages.map(({ Body }) => Body!));
    if (Messages.length === 0 && (wait === 0 || found.length >= atLeast)) return found;
  }
}

const keyOf = (message: string) => JSON.parse(message).Records?.[0]?.s3.object.key as string | undefined;

test('all that was kept is restored: objects, uploads, messages in flight too, tables, rules and targets', async (t) => {
  const running = await startServices(t, await newDir(t));
  const { s3, sqs, db, events } = running.clients;
  await running.put('a/b.jpg', 'the photo');
  await running.put('empty', Buffer.alloc(0));
  const upload = { Bucket, Key: 'long' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
  const part = Buffer.alloc(5 * 1024 * 1024, 'p');
  const { ETag } = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: part }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mine' }));
  for (const MessageBody of ['in flight', 'waiting'])
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 1 }));
  t.is(Messages?.length, 1);
  const TableName = running.plan.tables[0]!.name;
  await db.send(new PutItemCommand({ TableName, Item: { image: { S: 'a/b.jpg' }, n: { N: '1' } } }));
  const rule = { Name: 'r', EventBusName: running.plan.bus };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: '{"source":["here"]}' }));
  const Targets = [{ Id: 'mine', Arn: queueArn(REGION, 'mine') }];
  await events.send(new PutTargetsCommand({ Rule: 'r', EventBusName: running.plan.bus, Targets }));

  const file = await backUp(running.endpoint, await fileIn(t));
  await running.put('a/b.jpg', 'another photo');
  await running.put('later', 'x');
  await running.close();

  const restored = await startRestored(t, file);
  const again = restored.clients;
  t.deepEqual(await restored.keys(), ['a/b.jpg', 'empty']);
  t.is((await restored.read('a/b.jpg')).toString(), 'the photo');
  t.is((await restored.read('empty')).length, 0);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await again.s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
  t.deepEqual(await restored.read('long'), part);
  const { Items } = await again.db.send(new ScanCommand({ TableName }));
  t.deepEqual(Items, [{ image: { S: 'a/b.jpg' }, n: { N: '1' } }]);
  const kept = await again.events.send(
    new ListTargetsByRuleCommand({ Rule: 'r', EventBusName: running.plan.bus }),
  );
  t.deepEqual(kept.Targets, Targets);
  await again.events.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: running.plan.bus, Source: 'here', DetailType: 'd', Detail: '{"x":1}' }],
    }),
  );
  const messages = await drain(restored, 'mine', 3);
  t.deepEqual(messages.filter((message) => !message.startsWith('{')).sort(), ['in flight', 'waiting']);
  t.true(messages.some((message) => message.includes('"detail":{"x":1}')));
});

test('whatever clients do meanwhile, an item has its object, an object its event, and a body its content', async (t) => {
  const running = await startServices(t, await newDir(t));
  const { s3, db } = running.clients;
  const TableName = running.plan.tables[0]!.name;
  let writing = true;
  const acknowledged: string[] = [];
  // Each tells of a photo only once that is there, and removes what was told of only after its item.
  const client = async (name: number) => {
    for (let n = 0; writing; n++) {
      const key = `${name}-${String(n).padStart(5, '0')}`;
      await running.put(key, key.repeat(1000));
      acknowledged.push(key);
      await db.send(new PutItemCommand({ TableName, Item: { image: { S: key } } }));
      await running.put(`${name}-over`, `${n}`.repeat(2000));
      if (n % 5 === 4) {
        await running.put(`${name}-gone`, 'x');
        await s3.send(new DeleteObjectCommand({ Bucket, Key: `${name}-gone` }));
      }
    }
  };
  const clients = Promise.all([0, 1, 2, 3].map(client));
  const files: { file: string; before: string[] }[] = [];
  for (let round = 0; round < 3; round++) {
    const before = acknowledged.slice();
    files.push({ file: await backUp(running.endpoint, await fileIn(t)), before });
  }
  writing = false;
  await clients;
  const last = acknowledged.length;
  await running.close();

  for (const { file, before } of files) {
    const restored = await startRestored(t, file);
    const keys = await restored.keys();
    const photos = keys.filter((key) => /-\d{5}$/.test(key));
    t.true(photos.length < last);
    t.true(
      before.every((key) => keys.includes(key)),
      'what was acknowledged before is there',
    );
    for (const name of [0, 1, 2, 3]) {
      const own = photos.filter((key) => key.startsWith(`${name}-`));
      t.deepEqual(
        own,
        own.map((_, n) => `${name}-${String(n).padStart(5, '0')}`),
        'one moment: no gap',
      );
    }
    for (const key of photos.slice(-8)) t.is((await restored.read(key)).toString(), key.repeat(1000));
    for (const key of keys.filter((one) => one.endsWith('-over')))
      t.regex((await restored.read(key)).toString(), /^(\d+)\1*$/);
    const { Items = [] } = await restored.clients.db.send(new ScanCommand({ TableName, Limit: 100_000 }));
    t.true(
      Items.every(({ image }) => keys.includes(image!.S!)),
      'nothing is told of that is not there',
    );
    t.true(Items.length >= photos.length - 4, 'only what was under way is not told of');
    const told = new Set((await drain(restored, 'face-inbox-images', photos.length)).map(keyOf));
    t.true(
      photos.every((key) => told.has(key)),
      'every object has its event',
    );
    t.deepEqual(
      (await filesOf(join(restored.folder, 'bucket'))).length,
      keys.length,
      'no body is without an object',
    );
    await restored.close();
  }
});

test('tables are whole while they are written to and compacted', async (t) => {
  const running = await startServices(t, await newDir(t));
  const { db } = running.clients;
  const TableName = 'large';
  await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
    }),
  );
  let writing = true;
  const filler = 'x'.repeat(100_000);
  const writer = async (name: number) => {
    for (let n = 0; writing; n++)
      await db.send(
        new PutItemCommand({
          TableName,
          Item: { k: { S: `${name}-${n % 50}` }, n: { N: `${n}` }, x: { S: filler } },
        }),
      );
  };
  const writers = Promise.all([0, 1, 2].map(writer));
  const files: string[] = [];
  for (let round = 0; round < 6; round++) files.push(await backUp(running.endpoint, await fileIn(t)));
  writing = false;
  await writers;
  t.true(
    (await readdir(join(running.folder, 'tables'))).some((name) => name.endsWith('.ldb')),
    'some is compacted',
  );
  await running.close();

  for (const file of [files[3]!, files[5]!]) {
    const restored = await startRestored(t, file);
    const newest = [0, 0, 0];
    const all: [number, number][] = [];
    for (let ExclusiveStartKey: ReturnType<typeof Object> | undefined; ; ) {
      const page = await restored.clients.db.send(new ScanCommand({ TableName, ExclusiveStartKey }));
      for (const { k, n } of page.Items ?? []) {
        const name = Number(k!.S!.split('-')[0]);
        all.push([name, Number(n!.N)]);
        newest[name] = Math.max(newest[name]!, Number(n!.N));
      }
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (ExclusiveStartKey === undefined) break;
    }
    for (const name of [0, 1, 2]) {
      const own = all
        .filter((one) => one[0] === name)
        .map(([, n]) => n)
        .sort((a, b) => a - b);
      const last = newest[name]!;
      t.deepEqual(
        own,
        Array.from({ length: Math.min(50, last + 1) }, (_, i) => Math.max(0, last - 49) + i),
      );
    }
    await restored.close();
  }
});

test('what is removed while its backup is on the way is in the backup, and goes as soon as that has ended', async (t) => {
  const running = await startServices(t, await newDir(t));
  const body = Buffer.alloc(4 * 1024 * 1024, 'b');
  const keys = Array.from({ length: 12 }, (_, index) => `${String(index).padStart(2, '0')}.jpg`);
  for (const key of keys) await running.put(key, body);
  const answer = await ask(running.endpoint); // 48 MB, of which nothing is read yet
  for (const Key of keys) await running.clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  t.deepEqual(await running.keys(), []);
  t.is((await filesOf(join(running.folder, 'bucket'))).length, keys.length);
  let size = 0;
  for await (const chunk of answer) size += chunk.length;
  t.true(size > keys.length * body.length);
  while ((await readdir(running.folder)).includes('copying'));
  await running.close();
  t.deepEqual(await filesOf(join(running.folder, 'bucket')), []);
});

test('a reader that hangs up leaves nothing; there is one backup at a time; a stop ends it', async (t) => {
  const running = await startServices(t, await newDir(t));
  for (let n = 0; n < 8; n++) await running.put(`${n}`, Buffer.alloc(4 * 1024 * 1024));
  const first = await ask(running.endpoint);
  first.on('error', () => {});
  const second = await ask(running.endpoint);
  t.is(second.statusCode, 409);
  second.resume();
  t.true((await readdir(running.folder)).includes('copying'));
  first.destroy();
  while ((await readdir(running.folder)).includes('copying')) await running.keys();
  let third = await ask(running.endpoint);
  while (third.statusCode === 409) third = await ask(running.endpoint);
  t.is(third.statusCode, 200);
  third.on('error', () => {});
  const broken = new Promise<void>((resolve) => third.once('close', resolve));
  third.resume().pause();
  await running.close();
  third.resume();
  await broken;
  t.false(third.complete);
  t.false((await readdir(running.folder)).includes('copying'));
});

test('no web page gets a backup, whatever its address, and neither does a request that only looks like one', async (t) => {
  const running = await startServices(t, await newDir(t));
  const ours = { 'x-face-inbox': 'backup' };
  for (const [headers, method] of [
    [{ ...ours, origin: 'https://elsewhere.example' }],
    [{ ...ours, origin: 'http://localhost:3000' }],
    [{ ...ours, origin: running.endpoint }],
    [{ ...ours, origin: 'null' }],
    [{ ...ours, 'sec-fetch-site': 'same-site' }],
    [{ ...ours, 'sec-fetch-site': 'none' }],
    [{ ...ours, referer: `${running.endpoint}/` }],
    [{ ...ours, host: 'elsewhere.example' }],
    [{}],
    [ours, 'GET'],
    [{ 'access-control-request-headers': 'x-face-inbox', origin: 'http://localhost:3000' }, 'OPTIONS'],
  ] as [Record<string, string>, string?][]) {
    const answer = await ask(running.endpoint, headers, method);
    t.is(answer.statusCode, 403, JSON.stringify([headers, method]));
    t.is(answer.headers['access-control-allow-origin'], undefined);
    answer.resume();
  }
  t.false((await readdir(running.folder)).includes('copying'));
  t.true((await stat(join(running.folder, 'layout.json'))).isFile());
});
