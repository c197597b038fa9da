import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import test from 'ava';
import { startTablesChild } from './tablesChild.ts';
import { clientOf, createThings, newFolder, putThing, startTables } from './tablesHarness.ts';

test('after kill -9 under eight writers every acknowledged write is there, by key and by index', async (t) => {
  const dir = await newFolder(t);
  const { endpoint, kill } = await startTablesChild(t, dir);
  const setup = clientOf(endpoint);
  await createThings(setup);
  setup.destroy();

  const enough = Promise.withResolvers<void>();
  const acknowledged = new Map<string, number>();
  let count = 0;
  const write = async (writer: number) => {
    const db = clientOf(endpoint);
    try {
      for (let n = 0; ; n++) {
        const id = `${writer}-${n % 20}`;
        await putThing(db, id, { kind: { S: 'a' }, at: { S: id }, n: { N: `${n}` } });
        acknowledged.set(id, n);
        if (++count === 400) enough.resolve();
      }
    } catch {
      // the server is gone, as is wanted
    } finally {
      db.destroy();
    }
  };
  const writers = Array.from({ length: 8 }, (_, writer) => write(writer));
  await enough.promise;
  await kill();
  await Promise.all(writers);

  const { db } = await startTables(t, { dir });
  for (const [id, n] of acknowledged) {
    const { Item } = await db.send(new GetItemCommand({ TableName: 'things', Key: { id: { S: id } } }));
    // What was under way at the kill may be there, but nothing older than what was acknowledged.
    t.true(Number(Item?.n?.N) >= n && Number(Item?.n?.N) <= n + 20, `${id}: ${Item?.n?.N} for ${n}`);
    const query = new QueryCommand({
      TableName: 'things',
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k AND #at = :id',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':k': { S: 'a' }, ':id': { S: id } },
    });
    const { Items } = await db.send(query);
    t.is(Items?.length, 1);
    t.true(Number(Items?.[0]?.n?.N) >= n);
  }
});
