import { randomBytes } from 'node:crypto';
import { DynamoDBDocumentClient, TransactGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { onSmallDisk, withDisk } from './smallDisk.ts';
import { startTablesChild } from './tablesChild.ts';
import { clientOf, createThings, newFolder } from './tablesHarness.ts';

const TableName = 'things';
const DISK_MB = 8;
const ITEMS = 20;
/** Of an item, which compression makes no smaller. A disk full of them is reached before so many transactions. */
const BYTES = 10_000;
const MOST = (2 * DISK_MB * 1024 ** 2) / (ITEMS * BYTES);

withDisk(
  'on a full disk a transaction is an error, of which nothing is there, and those before are whole',
  async (t) => {
    const dir = await newFolder(t);
    const { endpoint } = await startTablesChild(t, dir, onSmallDisk(dir, DISK_MB));
    const client = clientOf(endpoint);
    t.teardown(() => client.destroy());
    const db = DynamoDBDocumentClient.from(client);
    await createThings(client);
    const ids = (n: number) => Array.from({ length: ITEMS }, (_, i) => `${n}-${i}`);
    const write = (n: number) => {
      const items = ids(n).map((id) => ({ id, kind: 'a', at: id, bytes: randomBytes(BYTES) }));
      return db.send(
        new TransactWriteCommand({ TransactItems: items.map((Item) => ({ Put: { TableName, Item } })) }),
      );
    };
    const read = async (n: number) => {
      const TransactItems = ids(n).map((id) => ({ Get: { TableName, Key: { id } } }));
      const { Responses } = await db.send(new TransactGetCommand({ TransactItems }));
      return Responses!.filter(({ Item }) => Item !== undefined).length;
    };
    let failed = 0;
    let error: Error | undefined;
    for (; error === undefined && failed <= MOST; failed++)
      error = await write(failed).then(
        () => undefined,
        (e: Error) => e,
      );
    t.regex(error!.message, /^The local DynamoDB failed: .*No space left on device/);
    t.is(await read(--failed), 0);
    t.true(failed > 0);
    for (let n = 0; n < failed; n++) t.is(await read(n), ITEMS, `${n} of ${failed}`);
  },
);
