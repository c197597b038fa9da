import { watch } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import test, { type ExecutionContext } from 'ava';
import { DataFolderError } from '../../data/DataFolderError.ts';
import { openFolder } from '../../data/openFolder.ts';
import { restoreFolder } from '../../data/restoreFolder.ts';
import { createTable } from '../../local/deploy.ts';
import { tables } from '../../store/tables.ts';
import { createThings, putThing, startTables } from '../local/tablesHarness.ts';
import { archiveWith, HEAD } from './archives.ts';
import { folderWith, newPath } from './folders.ts';
import { startChild } from './startChild.ts';

type Item = Record<string, { S: string } | { M: object }>;

const TABLE = 'face-inbox-images';
const COUNT = 1500;
/** What a backup has of LevelDB. */
const NAMED = /^(CURRENT|MANIFEST-\d+|\d+\.(log|ldb)|ttl\.json)$/;
const OF_BEFORE = { layout: 1, steps: {} };

/** Every third has something that has to follow from it. */
const ITEMS = Array.from({ length: COUNT }, (_, index): Item => {
  const number = String(index).padStart(5, '0');
  return {
    image: { S: `${number}.jpg` },
    status: { S: index % 2 ? 'analysed' : 'rejected' },
    analysedAt: { S: `2026-01-01T00:00:${number}Z` },
    filling: { S: number.repeat(40) },
    ...(index % 3 === 0 && { pending: { M: { id: { S: number } } } }),
  };
});
const PENDING = ITEMS.filter(({ pending }) => pending).map(({ image }) => image!);

/** As the version before made it. */
async function createOldTable(db: DynamoDBClient, TableName: string): Promise<void> {
  const names = ['image', 'status', 'analysedAt'];
  await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'image', KeyType: 'HASH' }],
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-status',
          KeySchema: [
            { AttributeName: 'status', KeyType: 'HASH' },
            { AttributeName: 'analysedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
}

/** A folder of layout 1 with those items, a table of the user's and one of another prefix. */
async function folderOfBefore(t: ExecutionContext): Promise<string> {
  const folder = await folderWith(t, { 'layout.json': '{"program":"face-inbox","layout":1}\n' });
  const { db, stop } = await startTables(t, { dir: join(folder, 'tables') });
  await createOldTable(db, TABLE);
  await createOldTable(db, 'other-images');
  await createThings(db);
  await putThing(db, 'mine', { kind: { S: 'a' }, at: { S: 'b' } });
  for (let at = 0; at < COUNT; at += 25) {
    const RequestItems = { [TABLE]: ITEMS.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })) };
    await db.send(new BatchWriteItemCommand({ RequestItems: RequestItems as never }));
  }
  await stop();
  return folder;
}

async function all(db: DynamoDBClient, IndexName?: string, status?: string): Promise<Item[]> {
  const found: Item[] = [];
  const query = {
    TableName: TABLE,
    IndexName,
    KeyConditionExpression: '#s = :s',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':s': { S: status! } },
  };
  const pages = IndexName
    ? paginateQuery({ client: db }, query)
    : paginateScan({ client: db }, { TableName: TABLE });
  for await (const { Items = [] } of pages) found.push(...(Items as Item[]));
  return found.sort((a, b) => (JSON.stringify(a.image) < JSON.stringify(b.image) ? -1 : 1));
}

async function both(db: DynamoDBClient, IndexName: string): Promise<Item[]> {
  const found = [...(await all(db, IndexName, 'analysed')), ...(await all(db, IndexName, 'rejected'))];
  return found.sort((a, b) => (JSON.stringify(a.image) < JSON.stringify(b.image) ? -1 : 1));
}

async function indexesOf(db: DynamoDBClient, TableName: string) {
  const { Table } = await db.send(new DescribeTableCommand({ TableName }));
  const indexes = Table!.GlobalSecondaryIndexes!.map(({ IndexArn, IndexSizeBytes, ItemCount, ...rest }) => [
    IndexArn!.replace(TableName, ''),
    rest,
  ]);
  return {
    indexes,
    attributes: Table!.AttributeDefinitions!.map(({ AttributeName }) => AttributeName).sort(),
  };
}

const unmarked = (items: Item[]) => items.map(({ pendingSince, ...rest }) => rest);

/** All is as it was made. */
async function checkOld(t: ExecutionContext, folder: string): Promise<void> {
  const { db, stop } = await startTables(t, { dir: join(folder, 'tables') });
  t.deepEqual(await all(db), ITEMS);
  t.deepEqual((await indexesOf(db, TABLE)).indexes.length, 1);
  await stop();
}

/** All items are there, by the key and by each index, and the table is as one that is made today. */
async function checkNew(t: ExecutionContext, folder: string): Promise<void> {
  const { db, stop } = await startTables(t, { dir: join(folder, 'tables') });
  const items = await all(db);
  t.deepEqual(unmarked(items), ITEMS);
  t.deepEqual(
    items.filter(({ pendingSince }) => pendingSince).map(({ image }) => image),
    PENDING,
  );
  t.deepEqual(await both(db, 'by-status'), items);
  t.deepEqual(
    (await both(db, 'by-pending')).map(({ image }) => image),
    PENDING,
  );
  const { images } = tables('new');
  await createTable(db, images);
  const today = await indexesOf(db, images.name);
  t.deepEqual(await indexesOf(db, TABLE), today);
  t.deepEqual(await indexesOf(db, 'other-images'), today, 'whatever the prefix');
  t.deepEqual((await indexesOf(db, 'things')).indexes.length, 1, "a user's table is let alone");
  await stop();
}

test('a folder of before gets the index of what is unfinished, with the items that belong there', async (t) => {
  const folder = await folderOfBefore(t);
  await checkOld(t, folder);
  (await openFolder(folder))();
  t.regex(await readFile(join(folder, 'layout.json'), 'utf8'), /"layout":2/);
  await checkNew(t, folder);
  (await openFolder(folder))();
  t.deepEqual((await readdir(folder)).sort(), ['layout.json', 'lock.db', 'tables']);
});

test('a backup of before becomes the newest at the start after its restoration', async (t) => {
  const folder = await folderOfBefore(t);
  // As the version before wrote it: a backup by this one would be of its own layout.
  const names = (await readdir(join(folder, 'tables'))).filter((name) => NAMED.test(name));
  const entries = names.map(async (name) => ({
    name: `face-inbox/tables/${name}`,
    content: await readFile(join(folder, 'tables', name)),
  }));
  const file = await archiveWith(t, [HEAD, ...(await Promise.all(entries))]);
  const restored = await newPath(t);
  await restoreFolder({ file, folder: restored, force: false });
  await checkOld(t, restored);
  (await openFolder(restored))();
  await checkNew(t, restored);
});

test('killed at any moment it is the one or the other, and the next start ends it', async (t) => {
  const made = await folderOfBefore(t);
  let inTheMiddle = 0;
  for (const events of [1, 3, 5, 8, 30, 100, 200, 300, 400, 500, 600]) {
    const folder = await newPath(t);
    await cp(made, folder, { recursive: true });
    // So that it can be watched from its first file on; it is emptied, not made anew, before the step begins.
    await mkdir(join(folder, 'preparing', 'tables'), { recursive: true });
    const child = startChild('indexChild.ts', [folder]);
    let seen = 0;
    const watcher = watch(folder, { recursive: true }, () => {
      if (++seen === events) child.process.kill('SIGKILL');
    });
    await child.ended;
    watcher.close();
    const names = await readdir(folder);
    if (names.includes('preparing') || names.includes('replacing')) inTheMiddle++;
    const opened = await openFolder(folder, OF_BEFORE).then(
      (close) => {
        close();
        return true;
      },
      ({ message }: Error) => {
        t.regex(message, /has layout 2, and this program knows layouts up to 1/);
        return false;
      },
    );
    if (opened) await checkOld(t, folder);
    (await openFolder(folder))();
    await checkNew(t, folder);
  }
  t.log(`${inTheMiddle} of 11 were killed in the middle`);
  t.true(inTheMiddle >= 3);
});

test('killed as the new tables take their place, the next start does the rest', async (t) => {
  const folder = await folderOfBefore(t);
  const child = startChild('indexChild.ts', [folder]);
  const watcher = watch(folder, (_, name) => {
    if (name === 'replacing') child.process.kill('SIGKILL');
  });
  await child.ended;
  watcher.close();
  (await openFolder(folder))();
  await checkNew(t, folder);
});

test('tables that cannot be read are left as they are, with what to do', async (t) => {
  const folder = await folderOfBefore(t);
  const current = (await readFile(join(folder, 'tables', 'CURRENT'), 'utf8')).trim();
  await writeFile(join(folder, 'tables', current), 'no manifest');
  await t.throwsAsync(openFolder(folder), {
    instanceOf: DataFolderError,
    message:
      /tables cannot be read: .*restore FILE --force; or choose another folder: npm start -- --data DIR$/,
  });
  t.regex(await readFile(join(folder, 'layout.json'), 'utf8'), /"layout":1/);
});
