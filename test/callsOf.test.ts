import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { callsOf } from './support/callsOf.ts';

/** Files of code that is read and never run; the first is the handler. */
async function callsIn(t: ExecutionContext, files: Record<string, string>) {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-calls-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  for (const [name, code] of Object.entries(files)) await writeFile(join(dir, name), code);
  return () =>
    callsOf(join(dir, Object.keys(files)[0]!))
      .map(({ command, table }) => `${command} ${table}`)
      .sort();
}

test('a transaction needs what each of its actions needs, in the table of each, wherever they are put together', async (t) => {
  const calls = await callsIn(t, {
    'handler.ts': `
import { revise } from './revise.ts';
export async function handler() {
  await revise(store);
}
`,
    'revise.ts': `
import { sightingOf } from './sightingOf.ts';
export async function revise(store) {
  const check = { ConditionCheck: { TableName: store.names.state, Key: { id: 'a' } } };
  await store.db.send(new GetCommand({ TableName: store.names.images }));
  await store.db.send(
    new TransactWriteCommand({
      TransactItems: [
        check,
        {
          Put: {
            Item: item,
            TableName: store.names.images,
          },
        },
        ...gone.map((Key) => ({ Delete: { TableName: store.names.sightings, Key } })),
        ...found.map((Item) => sightingOf(store, Item)),
        oneOf(store, store.names.people, Item),
      ],
    }),
  );
}

function oneOf(store, TableName, Item) {
  return { Put: { TableName, Item } };
}
`,
    'sightingOf.ts': `
export function sightingOf(store, Item) {
  return { Put: { TableName: store.names.sightings, Item } };
}
`,
  });
  t.deepEqual(calls(), [
    'ConditionCheck state',
    'Delete sightings',
    'Get images',
    'Put images',
    'Put people',
    'Put sightings',
  ]);
});

test('a transaction whose actions or tables cannot be told fails the test of rights', async (t) => {
  const without = await callsIn(t, {
    'handler.ts': `
export async function handler(TransactItems) {
  await store.db.send(new TransactWriteCommand({ TransactItems }));
}
`,
  });
  t.throws(without, { message: /^Which actions has the transaction in .*handler\.ts: handler\?$/ });
  const nameless = await callsIn(t, {
    'handler.ts': `
export async function handler(store, table) {
  await store.db.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName: table, Key } }] }));
}
`,
  });
  t.throws(nameless, { message: /^Which table is meant by Get in .*handler\.ts: handler\?$/ });
});
