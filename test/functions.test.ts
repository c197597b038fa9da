import test from 'ava';
import type { SQSRecord } from 'aws-lambda';
import { expiring } from '../changes/expiring.ts';
import { readChanges } from '../changes/readChanges.ts';
import { retryDelay } from '../changes/retryAfter.ts';
import { whoToEnrol } from '../config/keys.ts';
import { readSettings } from '../config/settings.ts';
import { oneAtATime } from '../faces/oneAtATime.ts';
import { checkPerson } from '../functions/analyse/checkPerson.ts';
import { inGoodOrder } from '../functions/analyse/inGoodOrder.ts';
import { topology } from '../stacks/topology.ts';
import { padded } from '../store/sequencer.ts';

const event = (eventName: string, object: object, bucket = 'inbox') =>
  JSON.stringify({
    Records: [{ eventName, eventTime: '2026-01-02T03:04:05.678Z', s3: { bucket: { name: bucket }, object } }],
  });
const object = { key: 'a.jpg', sequencer: '0A', eTag: 'e', size: 3 };

test('a message of S3 is read, with its key decoded', (t) => {
  const [change] = readChanges(event('ObjectCreated:Put', { ...object, key: 'a+b%2Bc/%C3%A9.jpg' }), 'inbox');
  t.like(change, { kind: 'dropped', key: 'a b+c/é.jpg', sequencer: padded('0A'), etag: 'e', bytes: 3 });
});

test('removals by people and by lifecycle rules are removals', (t) => {
  for (const name of [
    'ObjectRemoved:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
    'LifecycleExpiration:Delete',
  ])
    t.is(readChanges(event(name, object), 'inbox')[0]!.kind, 'removed', name);
});

test('that a version of an object is gone for good does not say that the object is', (t) => {
  const read = (name: string, versionId?: string) =>
    readChanges(event(name, { ...object, versionId }), 'inbox')[0]!.sequencer;
  for (const name of ['ObjectRemoved:Delete', 'LifecycleExpiration:Delete']) {
    t.is(read(name, 'v1'), undefined, 'a hint to look, which orders nothing');
    t.is(read(name), padded('0A'));
  }
  for (const name of ['ObjectRemoved:DeleteMarkerCreated', 'ObjectCreated:Put'])
    t.is(read(name, 'v1'), padded('0A'));
});

test("S3's test event is no change, and a folder marker the removal of what may have been there", (t) => {
  t.deepEqual(readChanges('{"Service":"Amazon S3","Event":"s3:TestEvent"}', 'inbox'), []);
  const [marker] = readChanges(event('ObjectCreated:Put', { ...object, key: 'x/', size: 0 }), 'inbox');
  t.like(marker, { kind: 'removed', marker: true });
  const [photo] = readChanges(event('ObjectCreated:Put', { ...object, key: 'x/', size: undefined }), 'inbox');
  t.is(photo!.kind, 'dropped', 'of unknown size');
});

test('what is no sequencer of S3 orders nothing', (t) => {
  const read = (sequencer: unknown) =>
    readChanges(event('ObjectCreated:Put', { ...object, sequencer }), 'inbox')[0]!.sequencer;
  for (const none of [undefined, null, '', 'xyz', 12, '0'.repeat(33)])
    t.is(read(none), undefined, String(none));
  t.is(read('00640f1a2b3'), '00640F1A2B3'.padEnd(32, '0'), 'an odd length is padded on the right');
});

const FOREIGN: [body: string, words: RegExp][] = [
  ['no JSON', /is not JSON/],
  ['null', /has no list "Records"/],
  ['"text"', /has no list "Records"/],
  ['{"Records":[null]}', /has no "s3\.object\.key"/],
  [event('ObjectCreated:Put', { ...object, key: 'a%ZZ' }), /key "a%ZZ", which is not URL-encoded/],
  [event('ObjectTagging:Put', object), /eventName "ObjectTagging:Put", which is no change/],
  [event('ObjectCreated:Put', object, 'another'), /of the bucket "another", and the inbox is inbox/],
];

for (const [body, words] of FOREIGN)
  test(`a message that is not the inbox's is an error that says why: ${body.slice(0, 200)}`, (t) => {
    t.throws(() => readChanges(body, 'inbox'), { name: 'ForeignMessageError', message: words });
  });

test('names of any script enrol, and names that look alike or lead elsewhere do not', (t) => {
  for (const name of ['ann', 'Zoë', '王小明', 'محمد', 'अनिल', 'Mary Ann', 'r2.d-2_x', 'x'.repeat(64)])
    t.notThrows(
      () => checkPerson(`people/${name}/1.jpg`, whoToEnrol(`people/${name}/1.jpg`, { collections: false })!),
      name,
    );
  for (const name of [' ann', 'ann ', 'mary  ann', '..', '-', 'a:b', 'a\u0000', '<b>', 'x'.repeat(65), ''])
    t.throws(() => checkPerson(`people/${name}/1.jpg`, name), { name: 'PhotoError' }, JSON.stringify(name));
});

test('a name written in two ways is one person', (t) => {
  t.is(
    whoToEnrol('people/Zoe\u0308/1.jpg', { collections: false }),
    whoToEnrol('people/Zo\u00eb/1.jpg', { collections: false }),
  );
});

test('enrolments come first, and the others in the order in which they came', (t) => {
  const record = (key: string) => ({ body: JSON.stringify({ key }) }) as SQSRecord;
  const order = inGoodOrder(['a.jpg', 'people/ann/x.jpg', 'b.jpg'].map(record));
  t.deepEqual(
    order.map(({ body }) => JSON.parse(body).key),
    ['people/ann/x.jpg', 'a.jpg', 'b.jpg'],
  );
});

test('a message that fails comes back after 2, 8, 32 and 128 seconds', (t) => {
  const after = (moved: boolean) => (count: number) =>
    retryDelay({ attributes: { ApproximateReceiveCount: String(count) } } as SQSRecord, moved);
  t.deepEqual([1, 2, 3, 4, 5].map(after(false)), [2, 8, 32, 128, 128]);
  // The second receive is the one at which it is moved to the queue of the retries.
  t.deepEqual([1, 3, 4, 5, 6].map(after(true)), [2, 8, 32, 128, 128]);
});

test('what was received before is never given to a function together with others', (t) => {
  const { functions, queues } = topology(readSettings({}));
  for (const { source, retries } of functions) {
    if (!retries) {
      t.is(source.batchSize, 1);
      continue;
    }
    const first = queues.find(({ role }) => role === source.queue)!;
    t.deepEqual(first.redrive, { to: retries.queue, maxReceiveCount: 1 });
    t.is(retries.batchSize, 1);
  }
});

test('works in turn are done one at a time, in order, whatever becomes of one', async (t) => {
  const inTurn = oneAtATime();
  const order: string[] = [];
  const work = (name: string, fails = false) =>
    inTurn(async () => {
      order.push(`${name} begins`);
      await new Promise(setImmediate);
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const [first, second, third] = [work('first'), work('second', true), work('third')];
  await t.throwsAsync(second, { message: 'second' });
  t.deepEqual([await first, await third], ['first', 'third']);
  t.deepEqual(
    order,
    ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
});

test('a video has its time from when it is planned on, as a photo has', (t) => {
  const item = {
    ...{ image: 'film.mp4', sequencer: '0', status: 'analysing' as const, kind: 'video' as const },
    ...{ etag: 'x', bytes: 1, timings: {}, format: 'mp4', codec: 'h264', width: 1, height: 1, duration: 1 },
    ...{ modified: '2026-01-01T00:00:00.000Z', analysedAt: '2026-01-02T00:00:00.000Z' },
    ...{ takenAt: '2026-01-01T00:00:00.000Z', plan: 'p', chunks: 1 },
  };
  const { expiresAt } = expiring(item, readSettings({ RETENTION_DAYS: '30' })) as { expiresAt?: number };
  t.true(expiresAt! >= Date.parse('2026-02-07T00:00:00.000Z') / 1000);
  t.deepEqual(expiring(item, readSettings({})), item);
});
