import { setImmediate as breathe } from 'node:timers/promises';
import {
  DynamoDBDocumentClient,
  paginateQuery,
  paginateScan,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import test, { type ExecutionContext } from 'ava';
import { startTablesChild } from './tablesChild.ts';
import { clientOf, createThings, newFolder } from './tablesHarness.ts';

const TableName = 'things';
const ROUNDS = 12;
const WRITERS = 4;
/** The most that is acknowledged in a round before the kill: what is under way then is anywhere in its course. */
const MOST = 30;
/** Together so large that LevelDB writes a transaction to its log in several pieces. */
const PAGES = 40;
const PAGE = 'x'.repeat(5000);

type Item = Record<string, unknown>;

/** An entry in the ledger, its amount on the account, its name on all pages of the writer; the writer's old name goes. */
function enter(name: string, writer: number, amount: number, last: string | undefined) {
  const put = (id: string, rest: Item) => ({ Put: { TableName, Item: { id, at: id, ...rest } } });
  const account = {
    TableName,
    Key: { id: 'account' },
    UpdateExpression: 'SET kind = :kind, #at = :kind ADD amount :amount',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':amount': amount, ':kind': 'account' },
  };
  const pages = Array.from({ length: PAGES }, (_, page) =>
    put(`page ${writer} ${page}`, { kind: `page of ${name}`, name, text: PAGE }),
  );
  const gone = { Delete: { TableName, Key: { id: `current ${last}` } } };
  return new TransactWriteCommand({
    TransactItems: [
      put(`entry ${name}`, { kind: 'entry', amount }),
      ...pages,
      put(`current ${name}`, { kind: 'current', writer }),
      { Update: account },
      ...(last === undefined ? [] : [gone]),
    ],
  });
}

async function collect(pages: AsyncIterable<{ Items?: Item[] }>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const { Items = [] } of pages) found.push(...Items);
  return found;
}

/** That each transaction is there as a whole or not at all, in the table and in its index; gives the names of all. */
async function check(t: ExecutionContext, db: DynamoDBDocumentClient): Promise<string[]> {
  const all = await collect(paginateScan({ client: db }, { TableName }));
  const startingWith = (word: string) => all.filter(({ id }) => `${id}`.startsWith(word));
  const entries = startingWith('entry');
  const sum = entries.reduce((total, { amount }) => total + Number(amount), 0);
  t.is(startingWith('account')[0]?.amount ?? 0, sum);
  const current = startingWith('current');
  for (const { writer, at } of current) {
    const names = startingWith(`page ${writer} `).map(({ name }) => `current ${name}`);
    t.deepEqual(
      names,
      Array.from({ length: PAGES }, () => at),
    );
  }
  t.is(new Set(current.map(({ writer }) => writer)).size, current.length);
  t.is(startingWith('page').length, PAGES * current.length);

  const kinds = new Set(all.map(({ kind }) => `${kind}`));
  for (const kind of kinds) {
    const query = {
      TableName,
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': kind },
    };
    const inIndex = await collect(paginateQuery({ client: db }, query));
    const sorted = (items: Item[]) => items.sort((a, b) => (`${a.id}` < `${b.id}` ? -1 : 1));
    t.deepEqual(sorted(inIndex), sorted(all.filter((item) => item.kind === kind)));
  }
  t.is((await collect(paginateScan({ client: db }, { TableName, IndexName: 'by-kind' }))).length, all.length);
  return entries.map(({ id }) => `${id}`.slice('entry '.length));
}

test('killed at any moment, all of a transaction is there after the next start or nothing of it', async (t) => {
  const dir = await newFolder(t);
  const acknowledged = new Set<string>();
  const asked = new Set<string>();
  const last = new Map<number, string>();
  for (let round = 0; round <= ROUNDS; round++) {
    const { endpoint, kill } = await startTablesChild(t, dir);
    const client = clientOf(endpoint);
    const db = DynamoDBDocumentClient.from(client);
    if (round === 0) await createThings(client);
    const there = new Set(await check(t, db));
    t.deepEqual(
      [...acknowledged].filter((name) => !there.has(name)),
      [],
      'what was acknowledged is there',
    );
    t.deepEqual(
      [...there].filter((name) => !asked.has(name)),
      [],
    );
    for (let writer = 0; writer < WRITERS; writer++) {
      const own = [...there].filter((name) => name.startsWith(`${writer}-`));
      const newest = own.sort((a, b) => orderOf(a) - orderOf(b)).at(-1);
      if (newest !== undefined) last.set(writer, newest);
    }

    const enough = Promise.withResolvers<void>();
    let left = 1 + Math.floor(Math.random() * MOST);
    const write = async (writer: number) => {
      for (let n = 0; ; n++) {
        const name = `${writer}-${round}-${n}`;
        asked.add(name);
        await db.send(enter(name, writer, n + 1, last.get(writer)));
        acknowledged.add(name);
        last.set(writer, name);
        if (--left === 0) enough.resolve();
      }
    };
    // The server is gone then, as is wanted.
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer).catch(() => {}));
    if (round < ROUNDS) await enough.promise;
    for (let turns = Math.random() * 20; turns > 0; turns--) await breathe();
    await kill();
    await Promise.all(writers);
    client.destroy();
  }
  t.true(acknowledged.size > ROUNDS);
});

/** Of `<writer>-<round>-<n>` within a writer. */
function orderOf(name: string): number {
  const [, round, n] = name.split('-').map(Number);
  return round! * 1e6 + n!;
}
