import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AttributeValue,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import test from 'ava';
import { createThings, newFolder, putThing, startTables } from './tablesHarness.ts';

const set = (db: DynamoDBClient, AttributeName: string, Enabled: boolean, TableName = 'things') =>
  db.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }));
const described = async (db: DynamoDBClient) =>
  (await db.send(new DescribeTimeToLiveCommand({ TableName: 'things' }))).TimeToLiveDescription;

const NOW = Date.parse('2026-01-01T00:00:00Z');
const seconds = (beyondNow: number) => ({ N: String(NOW / 1000 + beyondNow) });

/** Resolves once no item `id` is there. */
async function gone(db: DynamoDBClient, id: string): Promise<void> {
  for (;;) {
    const { Item } = await db.send(new GetItemCommand({ TableName: 'things', Key: { id: { S: id } } }));
    if (!Item) return;
  }
}

test('expired items are deleted, and nothing else is', async (t) => {
  const { db, errors } = await startTables(t, { sweepMs: 20, now: () => NOW });
  await createThings(db);
  const kept: [string, Record<string, AttributeValue>][] = [
    ['of the future', { expiresAt: seconds(1) }],
    ['of this second', { expiresAt: seconds(0) }],
    ['of more than five years ago', { expiresAt: seconds(-5 * 365 * 24 * 3600 - 1) }],
    ['in milliseconds', { expiresAt: { N: String(NOW) } }],
    ['a string', { expiresAt: { S: String(NOW / 1000 - 60) } }],
    ['a date', { expiresAt: { S: '2025-01-01T00:00:00Z' } }],
    ['a list', { expiresAt: { L: [seconds(-60)] } }],
    ['a set', { expiresAt: { NS: [String(NOW / 1000 - 60)] } }],
    ['null', { expiresAt: { NULL: true } }],
    ['below', { deep: { M: { expiresAt: seconds(-60) } } }],
    ['without', {}],
  ];
  for (const [id, rest] of kept)
    await db.send(new PutItemCommand({ TableName: 'things', Item: { id: { S: id }, ...rest } }));
  // More than one page of the sweeper's, and in an index.
  const old = Array.from({ length: 230 }, (_, n) => `old ${n}`);
  for (const id of old) await putThing(db, id, { expiresAt: seconds(-1), kind: { S: 'old' }, at: { S: id } });
  await set(db, 'expiresAt', true);
  for (const id of old) await gone(db, id);
  // One more round, which has seen everything: it ends when this one is gone.
  await putThing(db, 'zzz', { expiresAt: seconds(-1) });
  await gone(db, 'zzz');
  const { Items } = await db.send(new ScanCommand({ TableName: 'things' }));
  t.deepEqual(Items?.map(({ id }) => id?.S).sort(), kept.map(([id]) => id).sort());
  const query = new QueryCommand({
    TableName: 'things',
    IndexName: 'by-kind',
    KeyConditionExpression: 'kind = :k',
    ExpressionAttributeValues: { ':k': { S: 'old' } },
  });
  t.is((await db.send(query)).Count, 0);
  t.deepEqual(errors, []);
});

test('an item whose end was put off is not deleted', async (t) => {
  let now = NOW;
  const { db } = await startTables(t, { sweepMs: 20, now: () => now });
  await createThings(db);
  await set(db, 'expiresAt', true);
  for (const id of ['put off', 'mark']) await putThing(db, id, { expiresAt: seconds(10) });
  await putThing(db, 'put off', { expiresAt: seconds(100) });
  now += 11_000;
  await gone(db, 'mark');
  const { Item } = await db.send(new GetItemCommand({ TableName: 'things', Key: { id: { S: 'put off' } } }));
  t.deepEqual(Item?.expiresAt, seconds(100));
});

test('the time to live is described, changed and refused as by DynamoDB', async (t) => {
  const { db } = await startTables(t);
  await createThings(db);
  t.deepEqual(await described(db), { TimeToLiveStatus: 'DISABLED' });
  await t.throwsAsync(set(db, 'a', false), {
    name: 'ValidationException',
    message: 'TimeToLive is already disabled',
  });
  const { TimeToLiveSpecification } = await set(db, 'a', true);
  t.deepEqual(TimeToLiveSpecification, { AttributeName: 'a', Enabled: true });
  t.deepEqual(await described(db), { TimeToLiveStatus: 'ENABLED', AttributeName: 'a' });
  for (const [attribute, enabled, message] of [
    ['a', true, /^TimeToLive is already enabled$/],
    ['b', false, /different AttributeName: current AttributeName is a$/],
    ['', true, /1 to 255 characters/],
  ] as const)
    await t.throwsAsync(set(db, attribute, enabled), { name: 'ValidationException', message });
  await set(db, 'a', false);
  t.deepEqual(await described(db), { TimeToLiveStatus: 'DISABLED' });
  await t.throwsAsync(set(db, 'a', true, 'none'), { name: 'ResourceNotFoundException' });
});

test('the time to live outlives a restart, and ends with its table', async (t) => {
  const dir = await newFolder(t);
  const first = await startTables(t, { dir });
  await createThings(first.db);
  await set(first.db, 'a', true);
  await first.stop();
  const second = await startTables(t, { dir, now: () => NOW });
  t.deepEqual(await described(second.db), { TimeToLiveStatus: 'ENABLED', AttributeName: 'a' });
  await putThing(second.db, 'expired', { a: seconds(-1) });
  await second.stop();
  const third = await startTables(t, { dir, now: () => NOW });
  await gone(third.db, 'expired'); // by the look at the start
  await third.db.send(new DeleteTableCommand({ TableName: 'things' }));
  const patience = { client: third.db, maxWaitTime: 30, minDelay: 1 };
  await waitUntilTableNotExists(patience, { TableName: 'things' });
  await createThings(third.db);
  t.deepEqual(await described(third.db), { TimeToLiveStatus: 'DISABLED' });
});

test('a list of times to live that cannot be read stops the start, with the remedy', async (t) => {
  const dir = await newFolder(t);
  await (await startTables(t, { dir })).stop();
  await writeFile(join(dir, 'ttl.json'), '{');
  await t.throwsAsync(startTables(t, { dir }), { message: /ttl\.json.*cannot be read.*Delete it/ });
});
