import { randomBytes } from 'node:crypto';
import { DeleteCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import ava from 'ava';
import { chunksOf, dropChunk, hasChunk, putChunk } from '../../store/chunks/chunkRows.ts';
import { countChunk, dropPlan, putPlan } from '../../store/chunks/plans.ts';
import { shelfOf } from '../../store/chunks/shelves.ts';
import { type Stack, startStack } from '../support/startStack.ts';

/* What the table `chunks` holds of a film while its parts are looked at. */

const test = ava.serial;
let stack: Stack;
ava.before(async () => {
  stack = await startStack();
});
ava.after.always(() => stack?.stop());

test('what is found in a part and has no room in one row lies in several, and comes back whole', async (t) => {
  const row = { plan: 'p', image: 'crowd.mp4', from: 0, to: 10, missing: [], looked: 1, decoded: 2, ms: 3 };
  const parts = [
    { ...row, number: 10, tracks: randomBytes(10) },
    { ...row, number: 2, tracks: randomBytes(950_000) },
    { ...row, number: 1, tracks: randomBytes(300_000) },
  ];
  for (const part of parts) await putChunk(stack.store, part);
  const found = await chunksOf(stack.store, 'p');
  t.deepEqual(
    found.map(({ number, tracks }) => [number, Buffer.from(tracks).toString('hex')]),
    parts.toReversed().map(({ number, tracks }) => [number, tracks.toString('hex')]),
  );
  await dropChunk(stack.store, 'p', 2);
  t.deepEqual(
    (await chunksOf(stack.store, 'p')).map(({ number }) => number),
    [1, 10],
  );
  await dropPlan(stack.store, 'p');
  t.deepEqual(await chunksOf(stack.store, 'p'), []);
});

test('the first plan of a film stands, and its parts are counted by it, also if who made it was ended in between', async (t) => {
  const of = { plan: 'p', image: 'planned.mp4' };
  t.deepEqual((await putPlan(stack.store, { ...of, begin: [0, 2] })).begin, [0, 2]);
  await stack.db.send(
    new DeleteCommand({ TableName: stack.store.names.chunks, Key: { plan: 'p', at: 'done' } }),
  );
  const stands = await putPlan(stack.store, { ...of, begin: [0, 1, 2] });
  t.deepEqual(stands, { ...of, begin: [0, 2] });
  t.false(await countChunk(stack.store, 'p', 0));
  await putPlan(stack.store, { ...of, begin: [0, 1, 2] });
  t.true(await countChunk(stack.store, 'p', 1), 'what was counted stays');
  await dropPlan(stack.store, 'p');
});

test('the rows of a film are spread over many values of the key, and read in their order', async (t) => {
  const row = { plan: 's', image: 'x', from: 0, to: 1, missing: [], looked: 1, decoded: 1, ms: 1 };
  const numbers = Array.from({ length: 100 }, (_, at) => at);
  await Promise.all(
    numbers.map((number) => putChunk(stack.store, { ...row, number, tracks: randomBytes(9) })),
  );
  const found = await chunksOf(stack.store, 's');
  t.deepEqual(
    found.map(({ plan, number }) => `${plan} ${number}`),
    numbers.map((number) => `s ${number}`),
  );
  const { Items = [] } = await stack.db.send(new ScanCommand({ TableName: stack.store.names.chunks }));
  const keys = Items.filter(({ image }) => image === 'x').map(({ plan }) => plan as string);
  for (const [, same] of Map.groupBy(keys, (key) => key)) t.true(same.length <= 4, `${same.length} in one`);
  await dropPlan(stack.store, 's');
  t.deepEqual(await chunksOf(stack.store, 's'), []);
});

test('of several who look at one part of a film the first row stays, whole, and nothing of the others', async (t) => {
  const row = { plan: 'p', image: 'raced.mp4', number: 3, from: 0, to: 10, looked: 1, decoded: 2, ms: 3 };
  const good = { ...row, missing: [], tracks: randomBytes(950_000) };
  const other = { ...row, missing: [], tracks: randomBytes(1_250_000) };
  t.false(await hasChunk(stack.store, 'p', 3));
  const won = await Promise.all([good, other].map((one) => putChunk(stack.store, one)));
  t.is(won.filter(Boolean).length, 1);
  t.true(await hasChunk(stack.store, 'p', 3));
  const late = { ...row, missing: [{ from: 0, to: 10, reason: 'failed' }], tracks: new Uint8Array() };
  t.false(await putChunk(stack.store, late));
  const [found, ...others] = await chunksOf(stack.store, 'p');
  t.deepEqual(others, []);
  t.deepEqual(found!.missing, []);
  const first = won[0] ? good : other;
  t.true(Buffer.from(found!.tracks).equals(first.tracks));
  const { Count } = await stack.db.send(
    new QueryCommand({
      TableName: stack.store.names.chunks,
      KeyConditionExpression: '#plan = :plan',
      ExpressionAttributeNames: { '#plan': 'plan' },
      ExpressionAttributeValues: { ':plan': shelfOf('p', 3) },
    }),
  );
  t.is(Count, Math.ceil(first.tracks.length / 300_000));
  await dropChunk(stack.store, 'p', 3);
  t.false(await hasChunk(stack.store, 'p', 3));
  t.deepEqual(await chunksOf(stack.store, 'p'), []);
});
