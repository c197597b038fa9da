import { connect } from 'node:net';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import test from 'ava';
import { clientOf, createThings, putThing, startTables } from './tablesHarness.ts';

test('of 16 clients that write one item on a condition, each increment is counted once', async (t) => {
  const { db, endpoint } = await startTables(t);
  await createThings(db);
  await putThing(db, 'counter', { n: { N: '0' } });
  const key = { TableName: 'things', Key: { id: { S: 'counter' } } };
  const names = { ExpressionAttributeNames: { '#n': 'n' } };
  const lost: number[] = [];

  const increment = async (client: typeof db) => {
    for (;;) {
      const { Item } = await client.send(new GetItemCommand({ ...key, ConsistentRead: true }));
      const seen = Number(Item?.n?.N);
      const update = new UpdateItemCommand({
        ...key,
        ...names,
        UpdateExpression: 'SET #n = :next',
        ConditionExpression: '#n = :seen',
        ExpressionAttributeValues: { ':next': { N: `${seen + 1}` }, ':seen': { N: `${seen}` } },
      });
      try {
        await client.send(update);
        return;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        lost.push(seen);
      }
    }
  };
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      const client = clientOf(endpoint);
      for (let n = 0; n < 5; n++) await increment(client);
      client.destroy();
    }),
  );
  t.is((await db.send(new GetItemCommand(key))).Item?.n?.N, '80');
  t.true(lost.length > 0, 'they did get in one another’s way');
});

test('of 16 clients that add to one item without a condition, each addition is counted once', async (t) => {
  const { db, endpoint } = await startTables(t);
  await createThings(db);
  const add = new UpdateItemCommand({
    TableName: 'things',
    Key: { id: { S: 'counter' } },
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  });
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      const client = clientOf(endpoint);
      for (let n = 0; n < 25; n++) await client.send(add);
      client.destroy();
    }),
  );
  const { Item } = await db.send(new GetItemCommand({ TableName: 'things', Key: { id: { S: 'counter' } } }));
  t.is(Item?.n?.N, '400');
});

test('of 16 clients that make one item if it is not there, one makes it', async (t) => {
  const { db, endpoint } = await startTables(t);
  await createThings(db);
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, async (_, n) => {
      const client = clientOf(endpoint);
      const Item = { id: { S: 'one' }, by: { N: `${n}` } };
      const ConditionExpression = 'attribute_not_exists(id)';
      return client
        .send(new PutItemCommand({ TableName: 'things', Item, ConditionExpression }))
        .then(
          () => `${n}`,
          (error: Error) => error.name,
        )
        .finally(() => client.destroy());
    }),
  );
  const winners = outcomes.filter((one) => one !== 'ConditionalCheckFailedException');
  t.is(winners.length, 1);
  const { Item } = await db.send(new GetItemCommand({ TableName: 'things', Key: { id: { S: 'one' } } }));
  t.is(Item?.by?.N, winners[0]);
});

test('a query by an index gives all pages in order, forwards and backwards', async (t) => {
  const { db } = await startTables(t);
  await createThings(db);
  const at = (n: number) => `2026-01-01T00:00:${String(n).padStart(2, '0')}Z`;
  for (let n = 0; n < 25; n++)
    await putThing(db, `a${n}`, { kind: { S: n % 5 === 4 ? 'b' : 'a' }, at: { S: at((n * 7) % 25) } });
  await putThing(db, 'not in the index', { kind: { S: 'a' } });

  const all = async (rest: Partial<QueryCommandInput>) => {
    const found: string[] = [];
    let pages = 0;
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await db.send(
        new QueryCommand({
          TableName: 'things',
          IndexName: 'by-kind',
          KeyConditionExpression: 'kind = :k',
          ExpressionAttributeValues: { ':k': { S: 'a' } },
          Limit: 3,
          ...rest,
          ExclusiveStartKey,
        }),
      );
      found.push(...(page.Items ?? []).map(({ at }) => at?.S ?? ''));
      pages++;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return { found, pages };
  };
  const { found, pages } = await all({});
  t.is(found.length, 20);
  t.deepEqual(found, found.toSorted());
  t.true(pages >= 7);
  t.deepEqual((await all({ ScanIndexForward: false })).found, found.toReversed());
  const between = {
    KeyConditionExpression: 'kind = :k AND #at BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':k': { S: 'a' }, ':from': { S: at(5) }, ':to': { S: at(9) } },
  };
  t.deepEqual(
    (await all(between)).found,
    found.filter((one) => one >= at(5) && one <= at(9)),
  );
  t.is((await db.send(new ScanCommand({ TableName: 'things' }))).Count, 26);
});

test('an item that changes its index key is found under the new one only', async (t) => {
  const { db } = await startTables(t);
  await createThings(db);
  for (const kind of ['a', 'b']) await putThing(db, 'x', { kind: { S: kind }, at: { S: '1' } });
  for (const [kind, count] of [
    ['a', 0],
    ['b', 1],
  ] as const) {
    const query = new QueryCommand({
      TableName: 'things',
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: kind } },
    });
    t.is((await db.send(query)).Count, count);
  }
});

test('a condition that fails gives the item that it failed on, where that is asked for', async (t) => {
  const { db } = await startTables(t);
  await createThings(db);
  await putThing(db, 'x', { n: { N: '1' } });
  const condition = {
    TableName: 'things',
    ConditionExpression: 'attribute_not_exists(id)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  for (const command of [
    new PutItemCommand({ ...condition, Item: { id: { S: 'x' } } }),
    new UpdateItemCommand({ ...condition, Key: { id: { S: 'x' } } }),
  ]) {
    const error = await t.throwsAsync(db.send(command as PutItemCommand), {
      instanceOf: ConditionalCheckFailedException,
    });
    t.deepEqual(error!.Item, { id: { S: 'x' }, n: { N: '1' } });
  }
});

test('tags of a new table are kept, and options that would be missed are refused', async (t) => {
  const { db } = await startTables(t);
  const table = {
    TableName: 'tagged',
    BillingMode: 'PAY_PER_REQUEST' as const,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  };
  const Tags = [{ Key: 'a', Value: 'b' }];
  const { TableDescription } = await db.send(new CreateTableCommand({ ...table, Tags }));
  const listed = await db.send(new ListTagsOfResourceCommand({ ResourceArn: TableDescription?.TableArn }));
  t.deepEqual(listed.Tags, Tags);
  for (const option of [
    { StreamSpecification: { StreamEnabled: true } },
    { DeletionProtectionEnabled: true },
  ])
    await t.throwsAsync(db.send(new CreateTableCommand({ ...table, TableName: 'other', ...option })), {
      name: 'ValidationException',
      message: /is not supported by the local DynamoDB\. Leave/,
    });
  const Delete = { IndexName: 'by-kind' };
  await t.throwsAsync(
    db.send(new UpdateTableCommand({ TableName: 'tagged', GlobalSecondaryIndexUpdates: [{ Delete }] })),
    { name: 'ValidationException', message: /neither made nor deleted in the local DynamoDB/ },
  );
});

test('an operation that is not there is said by name, with all that are', async (t) => {
  const { db, endpoint } = await startTables(t);
  await t.throwsAsync(db.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM things' })), {
    name: 'UnknownOperationException',
    message: /^ExecuteStatement is not supported by the local DynamoDB\. It has: BatchGetItem/,
  });
  const other = await fetch(endpoint, { method: 'POST', body: '{}' });
  t.is(other.status, 400);
  t.regex(await other.text(), /UnknownOperationException.*X-Amz-Target DynamoDB_20120810/);
  const headers = {
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    'content-type': 'application/x-amz-json-1.0',
  };
  const broken = await fetch(endpoint, { method: 'POST', body: '{', headers });
  t.regex(await broken.text(), /SerializationException/);
});

test('a client that hangs up in the middle of a request ends nothing', async (t) => {
  const { db, endpoint } = await startTables(t);
  const { port } = new URL(endpoint);
  const socket = connect(Number(port), '127.0.0.1');
  const head = ['POST / HTTP/1.1', 'Host: localhost', 'X-Amz-Target: DynamoDB_20120810.ListTables'];
  socket.write([...head, 'Content-Length: 1000', '', '{'].join('\r\n'));
  await db.send(new ListTablesCommand({}));
  socket.resetAndDestroy();
  for (let n = 0; n < 10; n++) t.deepEqual((await db.send(new ListTablesCommand({}))).TableNames, []);
});
