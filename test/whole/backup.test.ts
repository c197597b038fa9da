import { watch } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import ava from 'ava';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { command } from '../cli/command.ts';
import { sample } from '../support/samples.ts';
import { type StartProcess, startProcess } from '../support/startProcess.ts';

const test = ava.serial;

let outer: string;
const running: StartProcess[] = [];
ava.beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'face-inbox-backup-'));
});
ava.afterEach.always(async () => {
  for (const one of running.splice(0)) {
    if (one.child.exitCode === null && one.child.signalCode === null) one.signal('SIGKILL');
    await one.ended;
  }
  await rm(outer, { recursive: true, force: true });
});

async function start(folder: string) {
  const one = startProcess(['--port', '0', '--data', folder]);
  running.push(one);
  const endpoint = await one.endpoint();
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const names = { prefix: 'face-inbox', bucket: 'face-inbox', resultsBucket: 'none', bus: 'face-inbox' };
  const store = openStore(names, { db: new DynamoDBClient(config), events: new EventBridgeClient(config) });
  const Bucket = names.bucket;
  return {
    ...one,
    run: command(endpoint),
    drop: (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    objects: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      return Object.fromEntries(Contents.map(({ Key, ETag }) => [Key!, ETag!.replaceAll('"', '')]));
    },
    item: (key: string) => getImage(store, key),
    items: async () => {
      const { Items = [] } = await store.db.send(new ScanCommand({ TableName: 'face-inbox-images' }));
      return Items.map(({ image }) => image as string).sort();
    },
    stop: async () => {
      one.signal('SIGINT');
      return one.ended;
    },
    kill: async () => {
      one.signal('SIGKILL');
      await one.ended;
    },
  };
}

test('backed up while clients drop photos, restored and started, every photo comes to its item, and no other', async (t) => {
  const first = await start(join(outer, 'first'));
  const photo = await sample(3);
  const before: string[] = [];
  let dropping = true;
  const client = async (name: string) => {
    for (let n = 0; dropping; n++) {
      const key = `${name}-${n}.jpg`;
      await first.drop(key, photo);
      before.push(key);
      await first.line(new RegExp(` ${name}-${Math.max(0, n - 2)}\\.jpg `)); // three ahead of the functions
    }
  };
  const clients = ['a', 'b', 'c'].map(client);
  await first.line(/b-0\.jpg +3 faces/);
  const known = before.slice();
  const file = join(outer, 'inbox.tar');
  const backup = await first.run(['backup', file]);
  t.is(backup.code, 0, backup.stderr);
  t.regex(backup.stdout, /^\d+ objects, [\d.]+ MB: .*inbox\.tar\n$/);
  t.regex(backup.stderr, /^([\d.]+ [kM]B of [\d.]+ MB copied\n)+$/);
  t.is((await stat(file)).mode & 0o777, 0o600, 'nobody else can read it');
  dropping = false;
  await first.drop('late.jpg', photo);
  await Promise.all(clients);

  const folder = join(outer, 'second');
  const refused = await first.run(['restore', file, '--data', join(outer, 'first'), '--force']);
  t.is(refused.code, 1);
  t.regex(
    refused.stderr,
    /is in use by a running face-inbox.*Stop it \(Ctrl-C\), restore, and start it again/,
  );
  await first.kill();

  const restored = await first.run(['restore', file, '--data', folder]);
  t.is(restored.code, 0, restored.stderr);
  t.is(restored.stdout, `Restored to ${folder}. Start it: npm start -- --data ${folder}\n`);
  const second = await start(folder);
  const objects = await second.objects();
  t.true(known.every((key) => key in objects));
  t.false('late.jpg' in objects);
  for (const [key, etag] of Object.entries(objects)) {
    let item = await second.item(key);
    while (item === undefined || item.pending) item = await second.item(key);
    t.like(item, { status: 'analysed', etag, faceCount: 3 }, key);
  }
  t.deepEqual(await second.items(), Object.keys(objects).sort());
  await second.drop('after.jpg', photo);
  await second.line(/after\.jpg +3 faces/);
  t.is(await second.stop(), 0);

  const again = await second.run(['restore', file, '--data', folder]);
  t.is(again.code, 1);
  t.regex(again.stderr, /holds photos and results already, and restoring replaces them all.*--force/);
  const stopped = await second.run(['backup', join(outer, 'stopped.tar'), '--data', folder]);
  t.is(stopped.code, 0, stopped.stderr);
  t.is(Number.parseInt(stopped.stdout, 10), Object.keys(objects).length + 1);
});

test('interrupted or killed, a backup leaves no file that looks whole, and nothing in the data folder', async (t) => {
  const folder = join(outer, 'folder');
  const first = await start(folder);
  const body = Buffer.alloc(30_000_000, 'x');
  const keys = Array.from({ length: 8 }, (_, index) => `${index}.bin`);
  for (const key of keys) await first.drop(key, body);
  const file = join(outer, 'inbox.tar');

  const interrupted = await first.run(['backup', file], { interruptAt: /copied/ });
  t.is(interrupted.code, 130);
  t.regex(interrupted.stderr, /Interrupted\. Nothing was written\.\n$/);
  t.deepEqual(await readdir(outer), ['folder']);

  const killed = await first.run(['backup', file], { interruptAt: /copied/, interruptBy: 'SIGKILL' });
  t.is(killed.code, null);
  t.deepEqual((await readdir(outer)).sort(), ['folder', 'inbox.tar.partial']);

  const serverKilled = new Promise<void>((resolve) => {
    const watcher = watch(outer, (_, name) => {
      if (name !== 'inbox.tar.partial') return;
      watcher.close();
      resolve(first.kill());
    });
  });
  let broken = await first.run(['backup', file]);
  while (broken.code === 1 && /wait for its end/.test(broken.stderr))
    broken = await first.run(['backup', file]);
  await serverKilled;
  t.is(broken.code, 1, broken.stderr);
  t.regex(
    broken.stderr,
    /The inbox at http:.* broke the backup off; see what `npm start` says\. Nothing was written\.\n$/,
  );
  t.deepEqual(await readdir(outer), ['folder']);

  const second = await start(folder);
  t.false((await readdir(folder)).includes('copying'));
  t.deepEqual(Object.keys(await second.objects()), keys);
  const whole = await second.run(['backup', file]);
  t.is(whole.code, 0, whole.stderr);
  const refused = await second.run(['backup', file]);
  t.is(refused.code, 2);
  t.regex(
    refused.stderr,
    /inbox\.tar is there already, and a backup goes over nothing\. Name another file, or add --force/,
  );
  t.is((await second.run(['backup', file, '--force'])).code, 0);
  const cut = await second.run(['restore', file, '--data', join(outer, 'other')], { interruptAt: /read/ });
  t.is(cut.code, 130);
  t.regex(cut.stderr, /Interrupted\. Nothing was restored, and what was there is as it was\.\n$/);
  t.deepEqual(await readdir(join(outer, 'other')), ['lock.db']);
  t.is(await second.stop(), 0);
});

test('what was kept before folders said their layout is there after the upgrade', async (t) => {
  const folder = join(outer, 'folder');
  const first = await start(folder);
  await first.drop('early.jpg', await sample(3));
  await first.line(/early\.jpg +3 faces/);
  t.is(await first.stop(), 0);
  await rm(join(folder, 'layout.json'));
  const second = await start(folder);
  t.is((await second.item('early.jpg'))?.status, 'analysed');
  t.is(await readFile(join(folder, 'layout.json'), 'utf8'), '{"program":"face-inbox","layout":2}\n');
  t.is(await second.stop(), 0);
});
