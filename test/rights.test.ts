import { relative, resolve } from 'node:path';
import test from 'ava';
import { isDue } from '../config/retention.ts';
import { readSettings } from '../config/settings.ts';
import { expireRights, FEEDING, withoutEnrolling } from '../stacks/rights.ts';
import {
  type Fn,
  leastChunkMemoryMb,
  leastMemoryMb,
  type ScheduledFn,
  sourcesOf,
  TEMPORARY_MB,
  topology,
  type UrlFn,
} from '../stacks/topology.ts';
import { callsOf } from './support/callsOf.ts';

const ROOT = resolve(import.meta.dirname, '..');
const GALLERIES = ['memory', 'index', 'dynamodb'].map((GALLERY) =>
  topology(readSettings({ RETENTION_DAYS: '30', GALLERY, VIDEO_CALLS: 'true' })),
);
/** What each function may do with one gallery or another: its code is the same for all of them. */
const all: (Fn | ScheduledFn | UrlFn)[] = Object.values(
  Object.groupBy(
    GALLERIES.flatMap(({ functions, scheduled, api }) => [...functions, ...scheduled, api]),
    ({ name }) => name,
  ),
).map((variants) => ({
  ...variants![0]!,
  inGalleries: [...new Set(variants!.flatMap(({ inGalleries }) => inGalleries))],
  inTables: variants!.flatMap(({ inTables }) => inTables),
}));

/** The actions that what one can ask of S3 needs, as IAM names them ("Required permissions for Amazon S3 API operations"). */
const IN_BUCKET: Record<string, string[]> = {
  // Without the right to list, what is not there is answered as denied.
  GetObject: ['s3:GetObject', 's3:ListBucket'],
  HeadObject: ['s3:GetObject', 's3:ListBucket'],
  ListObjectsV2: ['s3:ListBucket'],
  PutObject: ['s3:PutObject'],
  DeleteObject: ['s3:DeleteObject'],
};

/** In the bucket of the gallery's snapshots, and in that of what is too much for an item. */
const ASIDE: Record<string, string[]> = {
  ...{ GetObject: ['s3:GetObject', 's3:ListBucket'], ListObjectsV2: ['s3:ListBucket'] },
  ...{ PutObject: ['s3:PutObject'], DeleteObject: ['s3:DeleteObject'] },
};

const IN_TABLES: Record<string, string> = {
  ...{ Get: 'dynamodb:GetItem', BatchGet: 'dynamodb:BatchGetItem', Query: 'dynamodb:Query' },
  ...{ Scan: 'dynamodb:Scan', Put: 'dynamodb:PutItem', Update: 'dynamodb:UpdateItem' },
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  SearchVectors: 'dynamodb:SearchVectors',
};

/** Sending many at a time is the right to send. */
const ON_QUEUES: Record<string, string> = {
  ...{ GetQueueUrl: 'sqs:GetQueueUrl', GetQueueAttributes: 'sqs:GetQueueAttributes' },
  ChangeMessageVisibility: 'sqs:ChangeMessageVisibility',
  ...{ SendMessage: 'sqs:SendMessage', SendMessageBatch: 'sqs:SendMessage' },
  // As those that feed it, of what it fetches itself.
  ...{ ReceiveMessage: 'sqs:ReceiveMessage', DeleteMessage: 'sqs:DeleteMessage' },
};

const FED_FROM = ['images', 'retries', 'videos', 'chunks'];

/** Of which queues each asks it, beside those that feed it. */
const OTHERS: Record<string, { sends: string[]; counts: string[] }> = {
  analyse: { sends: ['videos'], counts: [] },
  plan: { sends: ['chunks'], counts: ['chunks'] },
  'analyse-chunk': { sends: [], counts: [] },
  reconcile: { sends: ['images'], counts: FED_FROM },
  api: { sends: [], counts: [...FED_FROM, 'dead-letters'] },
};

const ON_BUS: Record<string, string> = { PutEvents: 'events:PutEvents' };
/** Whom it calls. */
const ON_FUNCTIONS: Record<string, string> = { Invoke: 'lambda:InvokeFunction analyse-chunk' };

const sorted = (some: string[]) => [...new Set(some)].sort();

for (const fn of all) {
  const { name, file, inBucket, inGalleries, inResults, inTables, onQueues, onBus, onFunctions = [] } = fn;
  const calls = callsOf(resolve(ROOT, file));
  const of = <T>(needs: Record<string, T>) =>
    calls.flatMap((call) => (call.command in needs ? [{ ...call, needs: needs[call.command]! }] : []));

  test(`${name} asks AWS for nothing of which it is not known here what it needs`, (t) => {
    const known = { ...IN_BUCKET, ...ASIDE, ...IN_TABLES, ...ON_QUEUES, ...ON_BUS, ...ON_FUNCTIONS };
    t.true(calls.length > 0);
    t.deepEqual(
      calls.filter(({ command }) => !(command in known)),
      [],
      `say what it needs, in ${relative(ROOT, import.meta.filename)}`,
    );
  });

  test(`${name} may do in the bucket what its code asks for, and nothing else`, (t) => {
    t.deepEqual(
      inBucket.map(({ action }) => action).sort(),
      sorted(of(IN_BUCKET).flatMap(({ aside, needs }) => (aside ? [] : needs))),
    );
  });

  for (const [what, may, bucket] of [
    ['the snapshots of the gallery', inGalleries, 'galleries'],
    ['the results that are too much for an item', inResults, 'results'],
  ] as const)
    test(`${name} may do with ${what} what its code asks for, and nothing else`, (t) => {
      t.deepEqual(
        [...may].sort() as string[],
        sorted(of(ASIDE).flatMap(({ aside, needs }) => (aside === bucket ? needs : []))),
      );
    });

  test(`${name} may do in each table what its code asks for, and nothing else`, (t) => {
    t.deepEqual(
      sorted(
        inTables.flatMap(({ table, index, actions }) =>
          actions.map((action) => `${action} ${table} ${index ?? ''}`),
        ),
      ),
      sorted(of(IN_TABLES).map(({ needs, table, index }) => `${needs} ${table} ${index ?? ''}`)),
    );
  });

  test(`${name} may do with the queues what its code and what feeds it ask for, and nothing else`, (t) => {
    const fed = 'source' in fn ? sourcesOf(fn).map(({ queue }) => queue as string) : [];
    const { sends, counts } = OTHERS[name.replace('face-inbox-', '')] ?? { sends: [], counts: [] };
    const queuesOf: Record<string, string[]> = {
      'sqs:GetQueueUrl': [...fed, ...sends, ...counts],
      'sqs:GetQueueAttributes': counts,
      'sqs:ChangeMessageVisibility': fed,
      'sqs:ReceiveMessage': fed,
      'sqs:DeleteMessage': fed,
      'sqs:SendMessage': sends,
    };
    t.deepEqual(
      onQueues.flatMap(({ queue, actions }) => actions.map((action) => `${action} ${queue}`)).sort(),
      sorted([
        ...of(ON_QUEUES).flatMap(({ needs }) => queuesOf[needs]!.map((queue) => `${needs} ${queue}`)),
        ...fed.flatMap((queue) => FEEDING.map((action) => `${action} ${queue}`)),
      ]),
    );
  });

  test(`${name} may call the functions that its code calls`, (t) => {
    t.deepEqual(
      onFunctions.flatMap((right) => right.actions.map((action) => `${action} ${right.function}`)),
      sorted(of(ON_FUNCTIONS).map(({ needs }) => needs)),
    );
  });

  test(`${name} may announce on the bus if its code does`, (t) => {
    t.deepEqual([...onBus] as string[], sorted(of(ON_BUS).map(({ needs }) => needs)));
  });
}

test('no function that listens to the bucket writes there, and of the others one deletes by itself: not the photos of people', (t) => {
  const may = (action: RegExp) =>
    all.flatMap(({ name, inBucket }) =>
      inBucket.filter((right) => action.test(right.action)).map(({ notUnder }) => [name, notUnder]),
    );
  t.deepEqual(may(/Put|Copy|Restore|\*/), [['face-inbox-api', undefined]]);
  t.deepEqual(may(/Delete/), [
    ['face-inbox-expire', ['people/']],
    ['face-inbox-api', undefined],
  ]);
  t.deepEqual(
    expireRights({ collections: true }).inBucket.flatMap(({ notUnder }) => notUnder ?? []),
    ['people/', '*/people/'],
  );
  const due = (key: string, collections: boolean) =>
    isDue(key, new Date(0), { retentionDays: 30, collections });
  for (const key of ['people/ann/1.jpg', 'people/1.jpg', 'people/']) {
    t.false(due(key, false), key);
    t.false(due(key, true), key);
  }
  for (const key of ['people', 'peoples/a.jpg', 'x/peoples/a.jpg']) {
    t.true(due(key, false), key);
    t.true(due(key, true), key);
  }
  for (const key of ['x/people/a.jpg', 'x/y/people/a.jpg']) {
    t.true(due(key, false), key);
    t.false(due(key, true), key);
  }
});

test("nobody may search DynamoDB's vector index where it is not the gallery", (t) => {
  const { functions: usual, scheduled: usually } = topology(readSettings({}));
  const actions = [...usual, ...usually].flatMap(({ inTables }) =>
    inTables.flatMap((right) => right.actions),
  );
  t.true(actions.length > 0);
  t.false(actions.includes('dynamodb:SearchVectors'));
});

test('where people are enrolled elsewhere, no function writes who is enrolled, and all else is as at home', (t) => {
  for (const fn of all) {
    const away = withoutEnrolling(fn);
    const rights = ({ inTables }: typeof away) =>
      inTables.flatMap(({ table, actions }) => actions.map((action) => `${table} ${action}`));
    t.deepEqual(
      rights(fn).filter((right) => !rights(away).includes(right)),
      rights(fn).filter((right) => /^people .*(Put|Update|Delete)Item|^state .*UpdateItem/.test(right)),
    );
    t.deepEqual([away.inBucket, away.onQueues, away.onBus], [fn.inBucket, fn.onQueues, fn.onBus]);
  }
});

test('the function that decodes has memory for the largest picture beside its engine, and one processor at least', (t) => {
  const memoryOf = (environment: Record<string, string>) =>
    topology(readSettings(environment)).functions[0]!.memoryMb;
  t.deepEqual(
    [memoryOf({}), memoryOf({ MAX_PIXELS: '150000000' }), memoryOf({ MAX_PIXELS: '10000' })],
    [2560, 5440, 1792],
  );
  t.is(leastMemoryMb(readSettings({ DECODE_MEGABYTES: '2000' })), 2600);
  const chunk = topology(readSettings({})).functions.find(({ source }) => source.queue === 'chunks')!;
  t.true(chunk.memoryMb >= leastChunkMemoryMb(readSettings({})));
  t.is(memoryOf({ DECODE_MEGABYTES: '2000' }), 2624);
});

test('there is room for the temporary files of the largest photo, which is what Lambda gives unless it is very large', (t) => {
  const roomOf = (environment: Record<string, string>) =>
    topology(readSettings(environment)).functions[0]!.temporaryMb;
  t.is(roomOf({}), TEMPORARY_MB);
  t.is(roomOf({ MAX_BYTES: '500000000', MAX_PIXELS: '150000000' }), Math.ceil(1_450_000_000 / 2 ** 20));
});
