import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ava from 'ava';
import { type Stack, startStack } from '../support/startStack.ts';

/** Labelled photos that lie beside the checkout and are not part of it; without them these tests are skipped. */
const PHOTOS = join(import.meta.dirname, '../../../shared/photos');
const test = existsSync(PHOTOS) ? ava.serial : ava.serial.skip;
const photo = (name: string) => readFile(join(PHOTOS, name));

let stack: Stack;
ava.before(async () => {
  stack = await startStack();
});
ava.after.always(() => stack?.stop());

async function whoIsIn(key: string, name: string): Promise<string[]> {
  const { event } = await stack.analysed(key, await photo(name));
  return event.detail.people ?? [];
}

test('john0 enrolled: john1 and john2 are john, jim is not', async (t) => {
  const { event } = await stack.analysed('people/john/john0.jpg', await photo('john/john0.jpg'));
  t.is(event.type, 'Person Enrolled');
  t.deepEqual(await whoIsIn('john1.jpg', 'john/john1.jpg'), ['john']);
  t.deepEqual(await whoIsIn('john2.jpg', 'john/john2.jpg'), ['john']);
  t.deepEqual(await whoIsIn('jim.jpg', 'jim/jim-carrey.jpg'), []);
});

test('two people enrolled with a photo each are both found in a photo of both', async (t) => {
  await stack.analysed('people/obama/1.jpg', await photo('obama/obama_1.jpg'));
  await stack.analysed('people/biden/1.jpg', await photo('biden/biden_1.jpg'));
  const both = await whoIsIn('both.jpg', 'groups/obama_and_biden_two_people.jpg');
  t.deepEqual(both, ['biden', 'obama']);
});
