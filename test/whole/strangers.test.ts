import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { LogLine } from '../../local/lambda/openLambdaHost.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
const lines: LogLine[] = [];
test.before(async () => {
  stack = await startStack({ LOG_LEVEL: 'DEBUG' }, undefined, (line) => lines.push(line));
});
test.after.always(() => stack?.stop());

/** Shorter than any descriptor: numbers in a row, or bytes. */
const FEW = 16;

/** Where something in a value could be a descriptor: bytes, a long row of numbers, or a long text without a space. */
function suspects(value: unknown, path = ''): string[] {
  if (value instanceof Uint8Array) return value.length >= FEW * 4 ? [path] : [];
  if (typeof value === 'string')
    return /[^\s,]{200}/.test(value) || /([-\d.e]+,\s*){16}/.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  const parts = value instanceof Set ? [...value] : value;
  if (Array.isArray(parts) && parts.length >= FEW && parts.every((part) => typeof part === 'number'))
    return [path];
  return Object.entries(parts).flatMap(([name, part]) => suspects(part, `${path}/${name}`));
}

async function suspectsInTables(): Promise<string[]> {
  const found = await Promise.all(
    Object.values(stack.store.names).map(async (TableName) => {
      const { Items = [] } = await stack.db.send(new ScanCommand({ TableName, ConsistentRead: true }));
      return Items.flatMap((item) => suspects(item, TableName));
    }),
  );
  return found.flat();
}

test.serial("strangers' descriptors are in no table, no event and no log", async (t) => {
  const { event, item } = await stack.analysed('strangers.jpg', await sample(5));
  t.is((item as Analysed).faceCount, 5);
  t.deepEqual(await suspectsInTables(), []);
  t.deepEqual(suspects(event), []);
  t.deepEqual(suspects(lines.map(({ line }) => line)), []);
});

test.serial('who is enrolled is described in the table of people, and nowhere else', async (t) => {
  const { faces } = (await stack.settled('strangers.jpg')) as Analysed;
  const { event } = await stack.analysed('people/ann/1.jpg', await cutFace(await sample(5), faces[0]!.box));
  t.is(event.type, 'Person Enrolled');
  const { event: seen } = await stack.analysed('again.jpg', await sample(5));
  t.deepEqual(seen.detail.people, ['ann']);
  t.deepEqual(await suspectsInTables(), [`${stack.store.names.people}/descriptor`]);
  t.deepEqual(suspects([event, seen]), []);
  t.deepEqual(suspects(lines.map(({ line }) => line)), []);
  t.true(lines.some(({ line }) => line.includes('again.jpg')));
});
