import { relative, resolve } from 'node:path';
import test from 'ava';
import { isDue } from '../config/retention.ts';
import { readSettings } from '../config/settings.ts';
import { expireRights, FEEDING, withoutEnrolling } from '../stacks/rights.ts';
import {
  type Fn,
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
  topology(readSettings({ RETENTION_DAYS: '30', GALLERY })),
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
  GetObject: ['s3:GetObject'],
  HeadObject: ['s3:GetObject', 's3:ListBucket'],
  ListObjectsV2: ['s3:ListBucket'],
  PutObject: ['s3:PutObject'],
  DeleteObject: ['s3:DeleteObject'],
};

/** Without the right to list, what is not there is answered as denied. */
const IN_GALLERIES: Record<string, string[]> = {
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

/** And of which queues it is asked; the API looks at the dead letters besides. Sending many at a time is the right to send. */
const ON_QUEUES: Record<string, { action: string; queues: string[] }> = {
  GetQueueUrl: { action: 'sqs:GetQueueUrl', queues: ['images', 'retries'] },
  GetQueueAttributes: { action: 'sqs:GetQueueAttributes', queues: ['images', 'retries'] },
  ChangeMessageVisibility: { action: 'sqs:ChangeMessageVisibility', queues: ['images', 'retries'] },
  SendMessageBatch: { action: 'sqs:SendMessage', queues: ['images'] },
};

const ON_BUS: Record<string, string> = { PutEvents: 'events:PutEvents' };

const sorted = (some: string[]) => [...new Set(some)].sort();

for (const fn of all) {
  const { name, file, inBucket, inGalleries, inTables, onQueues, onBus } = fn;
  const calls = callsOf(resolve(ROOT, file));
  const of = <T>(needs: Record<string, T>) =>
    calls.flatMap((call) => (call.command in needs ? [{ ...call, needs: needs[call.command]! }] : []));

  test(`${name} asks AWS for nothing of which it is not known here what it needs`, (t) => {
    const known = { ...IN_BUCKET, ...IN_GALLERIES, ...IN_TABLES, ...ON_QUEUES, ...ON_BUS };
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
      sorted(of(IN_BUCKET).flatMap(({ galleries, needs }) => (galleries ? [] : needs))),
    );
  });

  test(`${name} may do with the snapshots of the gallery what its code asks for, and nothing else`, (t) => {
    t.deepEqual(
      [...inGalleries].sort() as string[],
      sorted(of(IN_GALLERIES).flatMap(({ galleries, needs }) => (galleries ? needs : []))),
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
    const fed = 'source' in fn ? sourcesOf(fn).map(({ queue }) => queue) : [];
    const besides = name.endsWith('-api') ? ['dead-letters'] : [];
    t.deepEqual(
      onQueues.flatMap(({ queue, actions }) => actions.map((action) => `${action} ${queue}`)).sort(),
      sorted([
        ...of(ON_QUEUES).flatMap(({ needs }) =>
          [...needs.queues, ...besides].map((queue) => `${needs.action} ${queue}`),
        ),
        ...fed.flatMap((queue) => FEEDING.map((action) => `${action} ${queue}`)),
      ]),
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
  t.is(memoryOf({ DECODE_MEGABYTES: '2000' }), 2624);
});

test('there is room for the temporary files of the largest photo, which is what Lambda gives unless it is very large', (t) => {
  const roomOf = (environment: Record<string, string>) =>
    topology(readSettings(environment)).functions[0]!.temporaryMb;
  t.is(roomOf({}), TEMPORARY_MB);
  t.is(roomOf({ MAX_BYTES: '500000000', MAX_PIXELS: '150000000' }), Math.ceil(1_450_000_000 / 2 ** 20));
});
