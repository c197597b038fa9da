import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import putItem from 'dynalite/actions/putItem.js';
import { create, type Store } from 'dynalite/db/index.js';
import { copyTables } from './copyTables.ts';
import { DataFolderError } from './DataFolderError.ts';

/** A table as dynalite keeps it: as DescribeTable tells of it. */
interface Description {
  TableName: string;
  KeySchema: { AttributeName: string; KeyType: string }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: Index[];
}

interface Index {
  IndexName: string;
  IndexArn: string;
  KeySchema: Description['KeySchema'];
  Projection: { ProjectionType: string };
}

const OLD = 'by-status';
const NEW = 'by-pending';

/**
 * From layout 1 to 2: the tables `images`, of any prefix, get the index `by-pending`, and the items that something has to
 * follow from get `pendingSince`, by which they are in it. dynalite's UpdateTable makes no index, so the table's
 * description is written in its LevelDB. All other items have nothing in that index and stay as they are.
 */
export async function addPendingIndex(folder: string, into: string): Promise<void> {
  const tables = join(folder, 'tables');
  if (!existsSync(join(tables, 'CURRENT'))) return;
  copyTables(tables, join(into, 'tables'));
  const store = create({ path: join(into, 'tables') });
  await store.db.open().catch((error: Error & { cause?: Error }) => {
    throw new DataFolderError(
      `${tables} cannot be read: ${error.cause?.message ?? error.message}. Put it back as it was; or restore a backup: ` +
        'npx face-inbox restore FILE --force; or choose another folder: npm start -- --data DIR',
      { cause: error },
    );
  });
  try {
    for await (const [key, table] of below<Description>(store, 'table')) {
      const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === OLD);
      if (!index || !isImages(table)) continue;
      await store.db.put(key, withIndex(table, index));
      await markPending(store, table);
    }
  } finally {
    await store.db.close();
  }
}

/** Not for its name alone: users may have tables of their own. */
function isImages({ TableName, KeySchema, GlobalSecondaryIndexes = [] }: Description): boolean {
  const isKey = KeySchema.length === 1 && KeySchema[0]!.AttributeName === 'image';
  return (
    TableName.endsWith('-images') &&
    isKey &&
    !GlobalSecondaryIndexes.some(({ IndexName }) => IndexName === NEW)
  );
}

/** What is said of the index beside its own is said of every index of a table that is paid by the request. */
function withIndex(table: Description, like: Index): Description {
  const index: Index = {
    ...like,
    IndexName: NEW,
    IndexArn: like.IndexArn.replace(new RegExp(`${OLD}$`), NEW),
    KeySchema: [
      { AttributeName: 'status', KeyType: 'HASH' },
      { AttributeName: 'pendingSince', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  };
  return {
    ...table,
    AttributeDefinitions: [
      ...table.AttributeDefinitions,
      { AttributeName: 'pendingSince', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [...table.GlobalSecondaryIndexes!, index],
  };
}

/** Nobody knows since when: as of now, they are finished in their turn. */
async function markPending(store: Store, { TableName }: Description): Promise<void> {
  const write = promisify(putItem);
  const pendingSince = { S: new Date().toISOString() };
  for await (const [, item] of below<Record<string, unknown>>(store, `item-${TableName}`))
    if (item.pending) await write(store, { TableName, Item: { ...item, pendingSince } });
}

/** What dynalite keeps in one of its parts, by its keys; `~` is in no table's name. */
function below<T>({ db }: Store, part: string): AsyncIterable<[key: string, value: T]> {
  return db.iterator({ gte: `${part}~`, lt: `${part}\x7F` });
}
