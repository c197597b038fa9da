import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import type { Context } from 'aws-lambda';
import { expiryOf, isDue } from '../../config/retention.ts';
import { readSettings } from '../../config/settings.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { expirePhotos } from '../../functions/expire/expirePhotos.ts';
import { topology } from '../../stacks/topology.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { isExpired } from '../../store/isExpired.ts';
import { lookAt } from '../../store/lookAt.ts';
import { type Sighting, seen } from '../../store/sightings.ts';
import { command } from '../cli/command.ts';
import { deviations, drained, invoke, tell, tiny, untold } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

const DAYS = 30;
const DAY_MS = 24 * 3600_000;
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
const EXPIRE = 'face-inbox-expire';
const due = (key: string, modified: Date) =>
  isDue(key, modified, { retentionDays: DAYS, collections: false });

/** Dropped so many days ago. */
const DROPPED: [key: string, body: (annsFace: Buffer) => Buffer | Promise<Buffer>, days: number][] = [
  ['people/ann/1.jpg', (annsFace) => annsFace, DAYS + 20],
  ['people/bob/none.png', () => tiny(1), DAYS + 20],
  ['old.jpg', () => sample(5), DAYS + 1],
  ['old.txt', () => Buffer.from('no photo'), DAYS + 1],
  ['almost.png', () => tiny(2), DAYS - 1],
  ['replaced.png', () => tiny(3), DAYS + 1],
  ['again.png', () => tiny(5), DAYS + 1],
  ['denied-1.png', () => tiny(11), DAYS + 1],
  ['denied-2.png', () => tiny(12), DAYS + 1],
  ['denied-3.png', () => tiny(13), DAYS + 1],
  ['kept.jpg', () => sample(5), DAYS + 8],
];

/** So long photos are kept until the last test: nothing of those above is deleted before. */
const LONG = 1000;
const WEEK_SECONDS = 7 * 24 * 3600;

let stack: Stack;
let folder: string;
const start = (days: number) => startStack({ RETENTION_DAYS: String(days) }, folder);
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-retention-'));
  stack = await start(LONG);
  const young = (await stack.analysed('young.jpg', await sample(5))).item as Analysed;
  const annsFace = await cutFace(await sample(5), young.faces[0]!.box);
  await untold(stack, async () => {
    for (const [key, body] of DROPPED) await stack.drop(key, await body(annsFace));
  });
  await stack.stop();
  // Only what is stopped lets go of its database.
  const db = new DatabaseSync(join(folder, 'bucket/s3.db'));
  const setBack = db.prepare('UPDATE objects SET modified = ? WHERE key = ?');
  for (const [key, , days] of DROPPED) setBack.run(Date.now() - days * DAY_MS, Buffer.from(key));
  db.close();
  stack = await start(LONG);
  for (const [key] of DROPPED) if (!key.startsWith('denied')) await tell(stack, 'ObjectCreated:Put', { key });
});
test.after.always(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const there = async (key: string) => (await lookAt(stack.clients.s3, stack.store.bucket, key)) !== undefined;

async function sightingsOf(person: string): Promise<Sighting[]> {
  const found: Sighting[] = [];
  for await (const page of seen(stack.store, person)) found.push(...page);
  return found;
}

/** Does to some photos what the function does, by a client of which each request about an object waits for `before`. */
async function expireWith(some: RegExp, before: (command: string, key: string) => Promise<void>) {
  const s3 = new S3Client({
    ...{ endpoint: stack.endpoint, region: stack.region, forcePathStyle: true, maxAttempts: 1 },
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { Key } = args.input as { Key?: string };
        if (Key !== undefined) await before(commandName!, Key);
        return next(args);
      },
    { step: 'initialize' },
  );
  const failures: string[] = [];
  const result = await expirePhotos({
    ...{ s3, bucket: stack.store.bucket, rate: 1000, hasTime: () => true },
    isDue: (key, modified) => some.test(key) && due(key, modified),
    onFailure: (key, error) => failures.push(`${key}: ${error.message}`),
  });
  s3.destroy();
  return { result, failures };
}

test.serial(
  'results and sightings have a time too, a week later than their photo; people have none',
  async (t) => {
    const sightings = await sightingsOf('ann');
    t.deepEqual(sightings.map(({ image }) => image).sort(), ['kept.jpg', 'old.jpg']);
    for (const key of ['young.jpg', 'old.jpg', 'old.txt', 'almost.png']) {
      const { modified, expiresAt } = (await stack.settled(key)) as Analysed;
      t.is(expiresAt, Date.parse(modified!) / 1000 + LONG * 24 * 3600 + WEEK_SECONDS, key);
      for (const sighting of sightings) if (sighting.image === key) t.is(sighting.expiresAt, expiresAt);
    }
    t.is((await stack.settled('people/ann/1.jpg'))!.status, 'enrolled');
    t.is((await stack.settled('people/bob/none.png'))!.status, 'rejected');
    for (const key of ['people/ann/1.jpg', 'people/bob/none.png'])
      t.false('expiresAt' in (await stack.settled(key))!, key);
    const event = await stack.announced('old.jpg');
    t.deepEqual(event.detail.people, ['ann']);
    t.false('expiresAt' in event.detail);
    t.is((await stack.announced('old.txt')).type, 'Image Rejected');
  },
);

test.serial('a photo that is overwritten meanwhile stays', async (t) => {
  const { result } = await expireWith(/replaced|again/, async (command, key) => {
    // After the look at it, and before: there the same bytes, which have the same ETag.
    if (command === 'DeleteObjectCommand' && key === 'replaced.png') await stack.drop(key, await tiny(4));
    if (command === 'HeadObjectCommand' && key === 'again.png') await stack.drop(key, await tiny(5));
  });
  t.deepEqual(result, { deleted: 0, spared: 2, failed: 0, complete: true });
  await drained(stack);
  for (const key of ['replaced.png', 'again.png']) {
    t.true(await there(key));
    t.is((await stack.settled(key))!.status, 'analysed');
  }
});

test.serial('one that cannot be deleted costs no other', async (t) => {
  const { result, failures } = await expireWith(/denied/, async (command, key) => {
    if (command === 'DeleteObjectCommand' && key === 'denied-2.png') throw new Error('Access Denied');
  });
  t.deepEqual(result, { deleted: 2, spared: 0, failed: 1, complete: true });
  t.deepEqual(failures, ['denied-2.png: Access Denied']);
  t.true(await there('denied-2.png'));
  await drained(stack);
});

/** As if so long ago that the tables may delete it at any moment. */
async function expire(key: string) {
  for (const item of [
    { TableName: stack.store.names.images, Key: { image: key } },
    ...(await sightingsOf('ann'))
      .filter(({ image }) => image === key)
      .map(({ person, seenAt }) => ({ TableName: stack.store.names.sightings, Key: { person, seenAt } })),
  ])
    await stack.db.send(
      new UpdateCommand({
        ...item,
        UpdateExpression: 'SET expiresAt = :then',
        ExpressionAttributeValues: { ':then': Math.floor(Date.now() / 1000) - 60 },
      }),
    );
}

test.serial('a result that has expired, while its photo is about to go, is not brought back', async (t) => {
  await expire('kept.jpg');
  const run = command(stack.endpoint);
  const verify = (days: number) =>
    run(['verify', '--wait', '0'], { environment: { RETENTION_DAYS: String(days) } });
  const inOrder = { code: 0, stdout: '' };
  t.like(await verify(DAYS), inOrder, 'nothing is wrong before the tables have deleted anything');
  const Key = { image: 'kept.jpg' };
  await stack.db.send(new DeleteCommand({ TableName: stack.store.names.images, Key }));
  t.true((await sightingsOf('ann')).some(({ image }) => image === 'kept.jpg'));
  t.like(await verify(DAYS), inOrder, 'nor when they have deleted one thing and not yet the other');

  const environment = { RETENTION_DAYS: String(DAYS), LOG_LEVEL: 'WARN', AWS_ENDPOINT_URL: stack.endpoint };
  Object.assign(process.env, environment, { AWS_REGION: stack.region }, CREDENTIALS);
  const { handler } = await import('../../functions/reconcile/handler.ts');
  const context = { getRemainingTimeInMillis: () => 900_000 } as Context;
  t.deepEqual(await handler({}, context), { mended: 0, inFlight: 0 });

  const { code, stdout } = await verify(LONG);
  t.is(code, 1, 'where it is kept longer it is to be analysed again');
  t.regex(stdout, /^kept\.jpg: missing$/m);
});

test.serial('a result that has expired while its photo stays is made again', async (t) => {
  await expire('young.jpg');
  const before = (await stack.settled('young.jpg')) as Analysed;
  t.deepEqual(
    (await deviations(stack, due)).map(({ kind, key }) => [kind, key]),
    [['missing', 'young.jpg']],
  );
  const { stdout } = await command(stack.endpoint)(['reconcile', '--wait', '0'], {
    environment: { RETENTION_DAYS: String(DAYS) },
  });
  t.is(stdout, '1 deviation on the way to be mended.\n');
  await drained(stack);
  const after = (await stack.settled('young.jpg')) as Analysed;
  t.true(after.sequencer > before.sequencer && after.expiresAt! * 1000 > Date.now());
  t.deepEqual(await deviations(stack, due), []);
});

test.serial(
  'old photos go with their results and sightings; young ones and those of people stay',
  async (t) => {
    await stack.stop();
    stack = await start(DAYS);
    const result = { deleted: 4, spared: 0, failed: 0, complete: true };
    t.deepEqual(await invoke(stack, EXPIRE), result);
    for (const key of ['old.jpg', 'old.txt']) {
      t.is((await stack.announced(key)).type, 'Image Removed');
      t.is((await stack.settled(key))!.status, 'removed');
    }
    await drained(stack);
    t.deepEqual(await invoke(stack, EXPIRE), { ...result, deleted: 0 });
    for (const key of ['old.jpg', 'old.txt', 'denied-2.png', 'kept.jpg']) t.false(await there(key), key);
    const seenIn = (await sightingsOf('ann')).filter((sighting) => !isExpired(sighting));
    t.deepEqual(
      seenIn.map(({ image }) => image),
      ['young.jpg'],
    );
    for (const key of ['young.jpg', 'almost.png', 'again.png', 'people/ann/1.jpg', 'people/bob/none.png'])
      t.true(await there(key), key);
    t.is((await stack.settled('people/ann/1.jpg'))!.status, 'enrolled');
    t.deepEqual(await deviations(stack, due), []);
    t.deepEqual(stack.errors, []);
  },
);

test('the result of a late message about an old photo lives for a week, so that what follows from it does', (t) => {
  const now = new Date('2026-11-25T00:00:00Z');
  const ofYears = new Date('2016-01-01T00:00:00Z');
  const expiry = expiryOf(
    'a.jpg',
    { modified: ofYears, lookedAt: now },
    { retentionDays: DAYS, collections: false },
  );
  t.is(expiry, now.getTime() / 1000 + WEEK_SECONDS);
});

test('turned off, as it is by default, no photo has a time and nothing deletes any', (t) => {
  const { scheduled } = topology(readSettings({}));
  t.deepEqual(
    scheduled.map(({ name }) => name),
    ['face-inbox-sweep', 'face-inbox-reconcile'],
  );
  t.false(isDue('a.jpg', new Date(0), { retentionDays: undefined, collections: false }));
});
