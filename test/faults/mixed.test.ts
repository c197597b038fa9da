import test from 'ava';
import pMap from 'p-map';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { command } from '../cli/command.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { expectAllWell } from './support/expectAllWell.ts';
import { answer, delay, duplicate, loseAnswer, refuse, resetMidway, shortBody } from './support/faults.ts';
import { shortenVisibility } from './support/shortenTries.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

let stack: FaultyStack;
test.before(async () => {
  stack = await startFaultyStack();
  await shortenVisibility(stack, 10);
});
test.after.always(() => stack?.stop());

const DROPS = 40;

test('on a network where one request in eight goes wrong, photos come, change and go, and all is told in the end', async (t) => {
  const party = await sample(4);
  const { item } = await stack.analysed('first.jpg', party);
  const ann = await cutFace(party, (item as Analysed).faces[0]!.box);
  const faults = [refuse, loseAnswer, resetMidway, shortBody, delay(300), answer('ServiceUnavailable')];
  const injected = ['s3:*', 'dynamodb:*', 'events:*', 'sqs:*'].flatMap((operation) =>
    [...faults, ...(operation === 'sqs:*' ? [] : [duplicate])].map((fault) =>
      stack.proxy.on(operation, fault, { share: 0.02 }),
    ),
  );
  await stack.drop('people/ann/ann.png', ann);
  await pMap(
    Array.from({ length: DROPS }, (_, at) => at),
    async (at) => {
      const key = `mixed/${at}.png`;
      await stack.drop(key, at % 8 === 0 ? party : await tiny(at));
      if (at % 3 === 0) await stack.drop(key, await tiny(100 + at));
      if (at % 4 === 0) await stack.remove(key);
    },
    { concurrency: 4 },
  );
  await stack.remove('people/ann/ann.png');
  const announced = await expectAllWell(t, stack);
  t.true(injected.reduce((sum, { hits }) => sum + hits, 0) > 20);
  for (let at = 0; at < DROPS; at++) {
    const told = announced[`mixed/${at}.png`] ?? [];
    if (at % 4 !== 0) t.is(told.at(-1), 'Image Analysed', `${at}`);
    else if (told.length > 0) t.is(told.at(-1), 'Image Removed', `${at}`);
  }
  t.is((await command(stack.endpoint)(['dlq'])).stderr, 'There are no dead letters.\n');
});
