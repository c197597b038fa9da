import {
  CreateTableCommand,
  type DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateScan,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import test, { type ExecutionContext } from 'ava';
import { createThings, startTables } from './tablesHarness.ts';

type Actions = NonNullable<TransactWriteCommandInput['TransactItems']>;

const TableName = 'things';
const put = (Item: Record<string, unknown>, more: object = {}) => ({ Put: { TableName, Item, ...more } });
const key = (id: string) => ({ TableName, Key: { id } });
const THERE = 'attribute_exists(id)';
const NEW = 'attribute_not_exists(id)';
const none = { Code: 'None' };

async function startThings(t: ExecutionContext, options: Parameters<typeof startTables>[1] = {}) {
  const started = await startTables(t, options);
  await createThings(started.db);
  const db = documents(started.db);
  return {
    ...started,
    db,
    transact: (TransactItems: Actions, more: object = {}) =>
      db.send(new TransactWriteCommand({ TransactItems, ...more })),
    async all() {
      const found: Record<string, unknown>[] = [];
      for await (const page of paginateScan({ client: db }, { TableName })) found.push(...(page.Items ?? []));
      return found.sort((a, b) => (`${a.id}` < `${b.id}` ? -1 : 1));
    },
    ofKind: async (kind: string) => {
      const input = { TableName, IndexName: 'by-kind', KeyConditionExpression: 'kind = :k' };
      const query = new QueryCommand({ ...input, ExpressionAttributeValues: { ':k': kind } });
      return (await db.send(query)).Items;
    },
  };
}

const documents = (db: DynamoDBClient) => DynamoDBDocumentClient.from(db);

async function cancelled(t: ExecutionContext, transaction: Promise<unknown>) {
  const error = await t.throwsAsync(transaction, { instanceOf: TransactionCanceledException });
  t.is(error!.$metadata.httpStatusCode, 400);
  return error!;
}

test('puts, updates, deletions and checks of one transaction are done together, in tables and indexes', async (t) => {
  const { db, transact, all, ofKind } = await startThings(t);
  await transact([put({ id: 'old', kind: 'a', at: '1' }), put({ id: 'gone', kind: 'a', at: '2' })]);
  await transact([
    put(
      { id: 'new', kind: 'b', at: '3', list: [1, { deep: true }], set: new Set(['x']) },
      { ConditionExpression: NEW },
    ),
    {
      Update: {
        ...key('old'),
        UpdateExpression: 'SET kind = :b ADD n :one',
        ConditionExpression: 'kind = :a',
        ExpressionAttributeValues: { ':a': 'a', ':b': 'b', ':one': 1 },
      },
    },
    { Update: { ...key('made'), UpdateExpression: 'SET n = :n', ExpressionAttributeValues: { ':n': 7 } } },
    { Delete: { ...key('gone'), ConditionExpression: THERE } },
    { ConditionCheck: { ...key('never'), ConditionExpression: NEW } },
  ]);
  const old = { id: 'old', kind: 'b', at: '1', n: 1 };
  const made = { id: 'made', n: 7 };
  const fresh = { id: 'new', kind: 'b', at: '3', list: [1, { deep: true }], set: new Set(['x']) };
  t.deepEqual(await all(), [made, fresh, old]);
  t.deepEqual(await ofKind('a'), []);
  t.deepEqual(await ofKind('b'), [old, fresh]);
  t.deepEqual((await db.send(new GetCommand(key('new')))).Item, fresh);
});

test('a transaction may be about several tables, and about equal keys in two of them', async (t) => {
  const { db, transact } = await startThings(t);
  const other = { TableName: 'other', BillingMode: 'PAY_PER_REQUEST' as const };
  await db.send(
    new CreateTableCommand({
      ...other,
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'n', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'n', AttributeType: 'N' },
      ],
    }),
  );
  await transact([
    put({ id: 'x' }),
    { Put: { TableName: 'other', Item: { id: 'x', n: 1 } } },
    { Put: { TableName: 'other', Item: { id: 'x', n: 2 } } },
  ]);
  const { Responses } = await db.send(
    new TransactGetCommand({
      TransactItems: [
        { Get: { TableName: 'other', Key: { id: 'x', n: 2 } } },
        { Get: key('x') },
        { Get: key('none') },
      ],
    }),
  );
  t.deepEqual(Responses, [{ Item: { id: 'x', n: 2 } }, { Item: { id: 'x' } }, {}]);
});

test('one condition that fails cancels all, and each action has its reason in its place', async (t) => {
  const { transact, all, ofKind } = await startThings(t);
  const standing = { id: 'x', kind: 'a', at: '1', n: 1 };
  await transact([put(standing)]);
  const error = await cancelled(
    t,
    transact([
      put({ id: 'y', kind: 'a', at: '2' }),
      put({ id: 'x' }, { ConditionExpression: NEW, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      { Delete: { ...key('z'), ConditionExpression: THERE, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
      { ConditionCheck: { ...key('w'), ConditionExpression: THERE } },
    ]),
  );
  t.is(
    error.message,
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      '[None, ConditionalCheckFailed, ConditionalCheckFailed, ConditionalCheckFailed]',
  );
  const asStored = { id: { S: 'x' }, kind: { S: 'a' }, at: { S: '1' }, n: { N: '1' } };
  const failed = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
  t.like(error.CancellationReasons, [none, { ...failed, Item: asStored }, failed, failed]);
  t.deepEqual(
    error.CancellationReasons!.map(({ Item }) => Item !== undefined),
    [false, true, false, false],
    'with the item where it is asked for and there is one',
  );
  t.deepEqual(await all(), [standing]);
  t.deepEqual(await ofKind('a'), [standing]);
});

test('what only the items show to be wrong is a reason too', async (t) => {
  const { db, transact, all } = await startThings(t);
  const standing = { id: 'x', word: 'a word' };
  await transact([put(standing)]);
  const add = (name: string) => ({
    Update: { ...key('x'), UpdateExpression: `ADD ${name} :n`, ExpressionAttributeValues: { ':n': 1 } },
  });
  for (const [action, message] of [
    [add('word'), 'An operand in the update expression has an incorrect data type'],
    [put({ other: 'y' }), 'One or more parameter values were invalid: Missing the key id in the item'],
    [
      put({ id: 'y', kind: 5 }),
      /^One or more parameter values were invalid: Type mismatch for Index Key kind/,
    ],
    [{ Delete: { TableName, Key: { id: 5 } } }, 'The provided key element does not match the schema'],
    [{ Delete: { TableName, Key: { id: 'x', n: 5 } } }, 'The provided key element does not match the schema'],
  ] as [Actions[number], string | RegExp][]) {
    const error = await cancelled(t, transact([put({ id: 'first' }), action]));
    t.regex(error.message, /\[None, ValidationError\]$/);
    t.deepEqual(error.CancellationReasons![0], none);
    t.is(error.CancellationReasons![1]!.Code, 'ValidationError');
    const said = error.CancellationReasons![1]!.Message!;
    if (typeof message === 'string') t.is(said, message);
    else t.regex(said, message);
  }
  const read = db.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key: { n: 1 } } }] }));
  t.like((await cancelled(t, read)).CancellationReasons, [{ Code: 'ValidationError' }]);
  t.deepEqual(await all(), [standing]);
});

test('a malformed transaction is refused as a whole, in the words of DynamoDB', async (t) => {
  const { db, transact, all } = await startThings(t);
  const constraint = (at: string) =>
    `1 validation error detected: Value null at '${at}' failed to satisfy constraint: Member must not be null`;
  const many = Array.from({ length: 101 }, (_, n) => put({ id: `${n}` }));
  const cases: [Actions, string | RegExp][] = [
    [
      [],
      /^1 validation error detected: Value '\[\]' at 'transactItems' .*length greater than or equal to 1$/,
    ],
    [
      many,
      /at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/,
    ],
    [[{}], 'TransactItems can only contain one of Check, Put, Update or Delete'],
    [
      [{ ...put({ id: 'x' }), Delete: key('x') }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    [
      [put({ id: 'x' }), { Delete: key('x') }],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      [put({ id: 'x' }), { ConditionCheck: { ...key('x'), ConditionExpression: THERE } }],
      'Transaction request cannot include multiple operations on one item',
    ],
    [[put({ id: 'y' }), { Delete: { TableName } as never }], constraint('transactItems.2.member.delete.key')],
    [[{ Put: { TableName } as never }], constraint('transactItems.1.member.put.item')],
    [[{ Put: { Item: { id: 'x' } } as never }], constraint('transactItems.1.member.put.tableName')],
    [[{ Update: key('x') as never }], constraint('transactItems.1.member.update.updateExpression')],
    [
      [{ ConditionCheck: key('x') as never }],
      constraint('transactItems.1.member.conditionCheck.conditionExpression'),
    ],
    [[put({ id: 'x' }, { ConditionExpression: 'id =' })], /^Invalid ConditionExpression: Syntax error/],
    [
      [
        put(
          { id: 'x' },
          { ConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': 1, ':n': 2 } },
        ),
      ],
      /^Value provided in ExpressionAttributeValues unused in expressions: keys: \{:n\}$/,
    ],
    [
      [put({ id: 'x' }, { ReturnValuesOnConditionCheckFailure: 'ALL_NEW' })],
      /'transactItems.1.member.put.returnValuesOnConditionCheckFailure' .*enum value set: \[ALL_OLD, NONE\]$/,
    ],
    [[put({ id: 'x', text: 'x'.repeat(410_000) })], 'Item size has exceeded the maximum allowed size'],
  ];
  for (const [actions, message] of cases)
    await t.throwsAsync(transact([...actions]), { name: 'ValidationException', message }, `${message}`);
  await t.throwsAsync(transact([put({ id: 'x' })], { ClientRequestToken: 'x'.repeat(37) }), {
    name: 'ValidationException',
    message:
      /'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36/,
  });
  const read = (TransactItems: { Get: { TableName: string; Key: object } }[]) =>
    db.send(new TransactGetCommand({ TransactItems } as never));
  await t.throwsAsync(read([{ Get: key('x') }, { Get: key('x') }]), {
    name: 'ValidationException',
    message: 'Transaction request cannot include multiple operations on one item',
  });
  await t.throwsAsync(read([]), { name: 'ValidationException' });
  await t.throwsAsync(read(Array.from({ length: 101 }, (_, n) => ({ Get: key(`${n}`) }))), {
    name: 'ValidationException',
  });
  t.deepEqual(await all(), []);
});

test('a table that is not there is no reason to cancel, but an error', async (t) => {
  const { db, transact, all } = await startThings(t);
  const missing = { name: 'ResourceNotFoundException', message: /^Requested resource not found/ };
  await t.throwsAsync(transact([put({ id: 'x' }), { Delete: { ...key('y'), TableName: 'none' } }]), missing);
  const Get = { ...key('y'), TableName: 'none' };
  await t.throwsAsync(db.send(new TransactGetCommand({ TransactItems: [{ Get }] })), missing);
  t.deepEqual(await all(), []);
});

test('a transaction of 100 actions is done, and one of more than 4 MB is refused', async (t) => {
  const { db, transact, all } = await startThings(t);
  const text = 'x'.repeat(40_000);
  const ids = Array.from({ length: 100 }, (_, n) => `${n}`.padStart(3, '0'));
  await transact(ids.map((id) => put({ id, kind: 'a', at: id, text })));
  t.deepEqual(
    (await all()).map(({ id }) => id),
    ids,
  );
  const { Responses } = await db.send(
    new TransactGetCommand({
      TransactItems: ids.map((id) => ({ Get: { ...key(id), ProjectionExpression: 'id' } })),
    }),
  );
  t.deepEqual(
    Responses!.map(({ Item }) => Item),
    ids.map((id) => ({ id })),
  );
  const more = {
    name: 'ValidationException',
    message: /^The items of the transaction have \d+ bytes together/,
  };
  await t.throwsAsync(transact(ids.map((id) => put({ id, text: text + text.slice(0, 3000) }))), more);
  t.is((await db.send(new GetCommand(key('000')))).Item?.text, text);
  await db.send(
    new PutCommand({ TableName, Item: { id: 'large', text: text.repeat(10).slice(0, 300_000) } }),
  );
  await t.throwsAsync(
    db.send(
      new TransactGetCommand({ TransactItems: [...ids.slice(1), 'large'].map((id) => ({ Get: key(id) })) }),
    ),
    more,
  );
});

test('the same token does the same transaction once in ten minutes, and no other one', async (t) => {
  let now = Date.now();
  const { transact, all } = await startThings(t, { now: () => now });
  const add = (n: number) => ({
    Update: { ...key('x'), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': n } },
  });
  const token = { ClientRequestToken: 'token' };
  await Promise.all([transact([add(1)], token), transact([add(1)], token), transact([add(1)], token)]);
  await transact([add(1)], { ClientRequestToken: 'another' });
  t.deepEqual(await all(), [{ id: 'x', n: 2 }]);
  await t.throwsAsync(transact([add(2)], token), { name: 'IdempotentParameterMismatchException' });
  now += 9 * 60_000;
  await transact([add(1)], token);
  t.deepEqual(await all(), [{ id: 'x', n: 2 }]);
  now += 2 * 60_000;
  await transact([add(2)], token);
  t.deepEqual(await all(), [{ id: 'x', n: 4 }]);
});

test('a transaction that was cancelled can be tried again with its token', async (t) => {
  const { db, transact, all } = await startThings(t);
  const actions = [put({ id: 'y' }), { ConditionCheck: { ...key('x'), ConditionExpression: THERE } }];
  const token = { ClientRequestToken: 'token' };
  await cancelled(t, transact(actions, token));
  await db.send(new PutCommand({ TableName, Item: { id: 'x' } }));
  await transact(actions, token);
  t.is((await all()).length, 2);
});

test('capacity is told where it is asked for: two writes, two reads of each item', async (t) => {
  const { db, transact } = await startThings(t);
  const actions = [put({ id: 'x', text: 'x'.repeat(1500) }), { Delete: key('y') }];
  const total = { ReturnConsumedCapacity: 'TOTAL' as const, ClientRequestToken: 'token' };
  t.deepEqual((await transact(actions)).ConsumedCapacity, undefined);
  t.deepEqual((await transact(actions, total)).ConsumedCapacity, [
    { TableName, CapacityUnits: 6, WriteCapacityUnits: 6 },
  ]);
  t.deepEqual((await transact(actions, total)).ConsumedCapacity, [
    { TableName, CapacityUnits: 4, ReadCapacityUnits: 4 },
  ]);
  const TransactItems = [{ Get: key('x') }];
  const read = new TransactGetCommand({ TransactItems, ReturnConsumedCapacity: 'INDEXES' });
  t.deepEqual((await db.send(read)).ConsumedCapacity, [
    { TableName, CapacityUnits: 2, ReadCapacityUnits: 2, Table: { CapacityUnits: 2, ReadCapacityUnits: 2 } },
  ]);
});
