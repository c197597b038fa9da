import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { enrol, type PersonItem, pack, unenrol } from '../../store/people.ts';
import { padded } from '../../store/sequencer.ts';
import { addDescriptor } from '../../store/spaces.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;

test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
});
test.after.always(() => stack?.stop());

type Reports = { check: string; state: string; detail: string; remedy?: string }[];

async function reports(options?: Parameters<typeof run>[1]) {
  const { code, stdout } = await run(['doctor', '--json'], options);
  const all = JSON.parse(stdout) as Reports;
  return { code, all, notOk: all.filter(({ state }) => state !== 'ok') };
}

/** Where nothing listens. */
async function nowhere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://localhost:${port}`;
}

test.serial('all is well with an inbox that has just been started', async (t) => {
  const { code, stdout, stderr } = await run(['doctor']);
  t.is(code, 0, stdout);
  t.is(stderr, '');
  const lines = stdout.trim().split('\n');
  t.true(lines.length >= 14);
  t.true(
    lines.every((line) => line.startsWith('ok ')),
    stdout,
  );
});

test.serial('a message among the dead letters is a warning with the way to read it', async (t) => {
  const { sqs } = stack.clients;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'face-inbox-dead-letters' }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const { code, notOk } = await reports();
  t.is(code, 0);
  t.is(notOk.length, 1);
  t.like(notOk[0], { state: 'warning', detail: '1 message given up after several tries' });
  t.regex(notOk[0]!.remedy!, /npx face-inbox dlq/);
});

test.serial('a wrong setting is a problem, and hides no other check', async (t) => {
  const { code, all, notOk } = await reports({ environment: { FACE_ENGINE: 'x' } });
  t.is(code, 1);
  t.deepEqual(
    notOk.filter(({ state }) => state === 'problem').map(({ check }) => check),
    ['settings', 'engine'],
  );
  t.regex(notOk[0]!.remedy!, /^FACE_ENGINE is "x", but must be one of .*, tfjs-\w+\./);
  t.true(all.some(({ check, state }) => check === 'table face-inbox-images' && state === 'ok'));
});

test.serial('people whom the engine cannot match are a warning with the remedy', async (t) => {
  const people = async () => (await reports()).all.find(({ check }) => check === 'enrolled people');
  t.like(await people(), { state: 'ok', detail: 'nobody is enrolled yet' });
  const { store } = stack;
  const { engine, space } = JSON.parse((await run(['reenrol', '--dry-run', '--json'])).stdout);
  const item = (person: string, photo: number): PersonItem => ({
    person,
    photo: `people/${person}/${photo}.jpg`,
    sequencer: padded('01'),
    descriptor: pack(new Float32Array(128)),
    space,
    engine,
    box: { left: 0, top: 0, width: 1, height: 1 },
    quality: { sharpness: 5, brightness: 100, size: 80, roll: 0, yaw: 0, pitch: 0 },
    enrolledAt: '2026-01-01T00:00:00.000Z',
  });
  const older = { ...item('ann', 2), space: 'older-128' };
  for (const one of [item('ann', 1), older, item('bob', 1)]) await enrol(store, one);
  t.like(await people(), {
    state: 'warning',
    detail: `1 of 3 enrolled photos in older-128 and not in ${space}, the space of this engine: unknown to it`,
    remedy: 'Run `npx face-inbox reenrol` with the settings that the functions have.',
  });
  await addDescriptor(store, older, space, item('ann', 2));
  t.like(await people(), {
    state: 'ok',
    detail: `3 photos of 2 people, all in ${space}; 1 also in older-128, see reenrol --forget-old`,
  });
  for (const { person, photo } of [item('ann', 1), older, item('bob', 1)])
    await unenrol(store, { person, photo }, padded('02'));
  const wrong = await reports({ environment: { FACE_ENGINE: 'x' } });
  t.like(
    wrong.all.find(({ check }) => check === 'enrolled people'),
    { state: 'warning', detail: 'not looked at' },
  );
});

test.serial('a bucket that is not there is a problem; drop says so too', async (t) => {
  const environment = { INBOX_BUCKET: 'another' };
  const { code, notOk } = await reports({ environment });
  t.is(code, 1);
  t.deepEqual(
    notOk.filter(({ state }) => state === 'problem').map(({ check }) => check),
    ['bucket another', 'notification'],
  );
  const file = 'node_modules/@vladmandic/face-api/demo/sample1.jpg';
  const drop = await run(['drop', file], { environment });
  t.is(drop.code, 1);
  t.regex(
    drop.stderr,
    /^There is no such bucket, table or queue at http.*\nCheck INBOX_BUCKET and NAME_PREFIX/,
  );
});

test.serial('a bucket that tells nobody of its photos is a problem', async (t) => {
  await stack.clients.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: 'face-inbox', NotificationConfiguration: {} }),
  );
  const { code, notOk } = await reports();
  t.is(code, 1);
  t.like(
    notOk.find(({ check }) => check === 'notification'),
    {
      state: 'problem',
      detail: 'the queue is not told of s3:ObjectCreated:*, s3:ObjectRemoved:*, s3:LifecycleExpiration:*',
    },
  );
});

test.serial('a missing table is a problem with its remedy, and ends with 1', async (t) => {
  await stack.clients.db.send(new DeleteTableCommand({ TableName: 'face-inbox-state' }));
  const { code, stdout } = await run(['doctor']);
  t.is(code, 1);
  t.regex(stdout, /^PROBLEM {2}table face-inbox-state: not there\n {9}.*npm start/m);
  t.regex(stdout, /^ok {7}table face-inbox-people: there$/m);
});

test.serial('an endpoint that cannot be reached ends with 5, and says which and what to do', async (t) => {
  const endpoint = await nowhere();
  for (const args of [['doctor'], ['people'], ['who', 'x.jpg'], ['drop', 'README.md']]) {
    const { code, stdout, stderr } = await run(args, { environment: { AWS_ENDPOINT_URL: endpoint } });
    t.is(code, 5);
    t.true((stdout + stderr).includes(`The endpoint ${endpoint} cannot be reached (ECONNREFUSED).`));
    t.true((stdout + stderr).includes('npm start'));
    t.notRegex(stderr, /^ +at /m);
  }
});

test.serial('--endpoint goes before the environment', async (t) => {
  const environment = { AWS_ENDPOINT_URL: await nowhere() };
  for (const args of [
    ['rejected', '--endpoint', stack.endpoint],
    ['--endpoint', stack.endpoint, 'rejected'],
  ])
    t.is((await run(args, { environment })).code, 0);
});

test.serial('wrong usage and wrong settings end with 2 and the rule', async (t) => {
  const setting = await run(['people'], { environment: { FACE_ENGINE: 'x' } });
  t.is(setting.code, 2);
  t.regex(setting.stderr, /^FACE_ENGINE is "x", but must be one of .*, tfjs-\w+\. /);
  const url = await run(['people', '--endpoint', 'localhost:4566']);
  t.is(url.code, 2);
  t.regex(url.stderr, /^--endpoint is "localhost:4566", but must be a URL that begins with http/);
  for (const args of [
    [],
    ['who'],
    ['nothing'],
    ['seen', 'ann', '--limit', '0'],
    ['drop', 'x', '--concurrency', 'x'],
    ['reenrol', '--force'],
  ])
    t.is((await run(args)).code, 2, args.join(' '));
});
