import { join } from 'node:path';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { copyTables } from '../../data/copyTables.ts';
import { clientOf, createThings, newFolder, startTables } from './tablesHarness.ts';

const TableName = 'things';
const TOTAL = 1000;
const ACCOUNTS = ['a', 'b'];
const MOVERS = 8;
const MOVES = 30;

type Items = Record<string, unknown>[] | undefined;
const sumOf = (items: Items) => items?.reduce((sum, { n }) => sum + Number(n), 0);
const keyOf = (id: string) => ({ TableName, Key: { id } });

const byKind = new QueryCommand({
  TableName,
  IndexName: 'by-kind',
  KeyConditionExpression: 'kind = :k',
  ExpressionAttributeValues: { ':k': 'account' },
});
const batch = { RequestItems: { [TableName]: { Keys: ACCOUNTS.map((id) => ({ id })) } } };

/** Every way in which somebody can see both accounts at one moment. */
const WAYS: Record<string, (db: DynamoDBDocumentClient) => Promise<Items>> = {
  query: async (db) => (await db.send(byKind)).Items,
  scan: async (db) => (await db.send(new ScanCommand({ TableName }))).Items?.filter(({ kind }) => kind),
  batch: async (db) => (await db.send(new BatchGetCommand(batch))).Responses?.[TableName],
  transaction: async (db) =>
    (
      await db.send(new TransactGetCommand({ TransactItems: ACCOUNTS.map((id) => ({ Get: keyOf(id) })) }))
    ).Responses?.map(({ Item }) => Item!),
};

function move(from: string, to: string, n: number) {
  const add = (id: string, amount: number, condition: object = {}) => ({
    Update: {
      ...keyOf(id),
      UpdateExpression: 'ADD n :n',
      ...condition,
      ExpressionAttributeValues: { ':n': amount, ...('ConditionExpression' in condition && { ':least': n }) },
    },
  });
  const TransactItems = [add(from, -n, { ConditionExpression: 'n >= :least' }), add(to, n)];
  return new TransactWriteCommand({ TransactItems });
}

async function openAccounts(db: DynamoDBDocumentClient) {
  const accounts = ACCOUNTS.map((id, n) => ({ id, kind: 'account', at: id, n: n === 0 ? TOTAL : 0 }));
  await db.send(
    new TransactWriteCommand({ TransactItems: accounts.map((Item) => ({ Put: { TableName, Item } })) }),
  );
}

test('while an amount moves to and fro, everybody sees its sum unchanged, and each move is done once', async (t) => {
  const { db: client, endpoint } = await startTables(t);
  await createThings(client);
  await openAccounts(DynamoDBDocumentClient.from(client));
  let moving = MOVERS;
  let moved = 0;
  let refused = 0;
  let counted = 0;
  const withClient = async (work: (db: DynamoDBDocumentClient) => Promise<void>) => {
    const own = clientOf(endpoint);
    await work(DynamoDBDocumentClient.from(own)).finally(() => own.destroy());
  };
  const mover = (m: number) => async (db: DynamoDBDocumentClient) => {
    for (let n = 1; n <= MOVES; n++) {
      const [from, to] = (m + n) % 3 === 0 ? ['b', 'a'] : ['a', 'b'];
      const amount = 1 + ((m * n) % 20);
      try {
        await db.send(move(from!, to!, amount));
        moved += from === 'a' ? amount : -amount;
      } catch (error) {
        t.is((error as Error).name, 'TransactionCanceledException');
        refused++;
      }
    }
    moving--;
  };
  const seen = new Map<string, Set<number | undefined>>();
  const reader = (way: string) => async (db: DynamoDBDocumentClient) => {
    const sums = new Set<number | undefined>();
    seen.set(way, sums);
    while (moving > 0) sums.add(sumOf(await WAYS[way]!(db)));
  };
  const counter = async (db: DynamoDBDocumentClient) => {
    const one = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } };
    for (; moving > 0; counted++) await db.send(new UpdateCommand({ ...keyOf('counter'), ...one }));
  };
  await Promise.all(
    [...Array.from({ length: MOVERS }, (_, m) => mover(m)), ...Object.keys(WAYS).map(reader), counter].map(
      withClient,
    ),
  );
  for (const [way, sums] of seen) t.deepEqual([...sums], [TOTAL], way);
  const db = DynamoDBDocumentClient.from(client);
  t.is((await db.send(new GetCommand(keyOf('b')))).Item?.n, moved);
  t.is((await db.send(new GetCommand(keyOf('counter')))).Item?.n, counted);
  t.true(counted > 0 && refused < MOVERS * MOVES);
});

test('of transactions that make one item if it is not there, one is done', async (t) => {
  const { db: client } = await startTables(t);
  await createThings(client);
  const db = DynamoDBDocumentClient.from(client);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 16 }, (_, n) => {
      const first = {
        TableName,
        Item: { id: 'one', by: n },
        ConditionExpression: 'attribute_not_exists(id)',
      };
      const second = { TableName, Item: { id: `by ${n}` } };
      return db.send(new TransactWriteCommand({ TransactItems: [{ Put: second }, { Put: first }] }));
    }),
  );
  const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
  t.is(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  const { Items } = await db.send(new ScanCommand({ TableName }));
  t.deepEqual(Items!.map(({ id }) => id).sort(), [`by ${winner}`, 'one']);
});

test('a copy that is made while an amount moves has its sum', async (t) => {
  const dir = await newFolder(t);
  const { db: client, tables } = await startTables(t, { dir });
  await createThings(client);
  const db = DynamoDBDocumentClient.from(client);
  await openAccounts(db);
  const copies: string[] = [];
  let isMoving = true;
  const copier = async () => {
    while (isMoving) {
      const copy = join(await newFolder(t), 'copy');
      await tables.quietly(() => copyTables(dir, copy));
      copies.push(copy);
    }
  };
  const copying = copier();
  await Promise.all(Array.from({ length: 60 }, (_, n) => db.send(move('a', 'b', 1 + (n % 5)))));
  isMoving = false;
  await copying;
  t.true(copies.length > 0);
  for (const copy of copies.slice(-5)) {
    const { db: copied, stop } = await startTables(t, { dir: copy });
    t.is(sumOf((await DynamoDBDocumentClient.from(copied).send(byKind)).Items), TOTAL);
    await stop();
  }
});
