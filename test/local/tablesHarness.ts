import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ExecutionContext } from 'ava';
import { openTables } from '../../local/tables/openTables.ts';

export const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });

/** The local DynamoDB behind a real server on a free port, with a real client. */
export async function startTables(
  t: ExecutionContext,
  options: Partial<Parameters<typeof openTables>[0]> = {},
) {
  const errors: Error[] = [];
  const tables = await openTables({
    dir: await newFolder(t),
    region: 'us-east-1',
    onError: (error) => errors.push(error),
    ...options,
  });
  const server = createServer(tables.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const db = clientOf(endpoint);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      db.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await tables.close();
    })();
    return stopping;
  };
  t.teardown(stop);
  return { db, tables, endpoint, errors, stop };
}

export async function newFolder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-tables-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A table `things` with key `id`, and the index `by-kind` of `kind` and `at`. */
export async function createThings(db: DynamoDBClient): Promise<void> {
  const keys = (hash: string, range?: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    ...(range ? [{ AttributeName: range, KeyType: 'RANGE' as const }] : []),
  ];
  await db.send(
    new CreateTableCommand({
      TableName: 'things',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys('id'),
      AttributeDefinitions: ['id', 'kind', 'at'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [
        { IndexName: 'by-kind', KeySchema: keys('kind', 'at'), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
}

export function putThing(
  db: DynamoDBClient,
  id: string,
  rest: Record<string, { S: string } | { N: string }> = {},
) {
  return db.send(new PutItemCommand({ TableName: 'things', Item: { id: { S: id }, ...rest } }));
}
