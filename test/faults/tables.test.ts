import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { command } from '../cli/command.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { expectAllWell } from './support/expectAllWell.ts';
import { answer, drip, duplicate, loseAnswer, refuse, resetMidway, silence } from './support/faults.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

/** So long a function may take; of which five sixths are for photos. */
const TIMEOUT_SECONDS = 6;

let stack: FaultyStack;
test.before(async () => {
  stack = await startFaultyStack({ FUNCTION_TIMEOUT: String(TIMEOUT_SECONDS) });
});
test.afterEach(() => stack.proxy.heal());
test.after.always(() => stack?.stop());

const drop = async (prefix: string, count: number) => {
  const keys = Array.from({ length: count }, (_, at) => `${prefix}/${at}.png`);
  await Promise.all(keys.map(async (key, at) => stack.drop(key, await tiny(at))));
  return keys;
};
const killed = () => stack.errors.filter(({ message }) => /Timedout/.test(message));

test.serial('what DynamoDB does twice, or does and does not say, is done once', async (t) => {
  const party = await sample(4);
  const { item } = await stack.analysed('first.jpg', party);
  await stack.analysed('people/ann/ann.png', await cutFace(party, (item as Analysed).faces[0]!.box));
  const all = { about: 'face-inbox' };
  for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem', 'GetItem']) {
    stack.proxy.on(`dynamodb:${operation}`, loseAnswer, { share: 0.2, ...all });
    stack.proxy.on(`dynamodb:${operation}`, duplicate, { share: 0.2, ...all });
    stack.proxy.on(`dynamodb:${operation}`, resetMidway, { share: 0.1, ...all });
    stack.proxy.on(`dynamodb:${operation}`, refuse, { share: 0.1, ...all });
  }
  const keys = await drop('twice', 10);
  await stack.drop('party.jpg', party);
  await stack.drop('people/ann/ann.png', await cutFace(await sample(3), (item as Analysed).faces[0]!.box));
  await stack.remove('first.jpg');
  const announced = await expectAllWell(t, stack);
  for (const key of keys) t.deepEqual(announced[key], ['Image Analysed'], key);
  t.deepEqual(announced['party.jpg'], ['Image Analysed']);
  t.deepEqual(announced['first.jpg'], ['Image Analysed', 'Image Removed']);
});

test.serial('while DynamoDB throttles for 30 seconds, photos wait, and then are analysed', async (t) => {
  const forMs = 30_000;
  stack.proxy.on('dynamodb:*', answer('ProvisionedThroughputExceededException'), { forMs });
  const other = stack.proxy.on('dynamodb:*', answer('ThrottlingException'), { forMs, share: 0.5 });
  const keys = await drop('throttled', 10);
  const announced = await expectAllWell(t, stack);
  for (const key of keys) t.deepEqual(announced[key], ['Image Analysed'], key);
  t.true(other.hits > 0);
  t.deepEqual(killed(), []);
  t.is((await command(stack.endpoint)(['dlq'])).stderr, 'There are no dead letters.\n');
});

test.serial(
  'a DynamoDB that does not answer never kills the function: it hands its batch back in time',
  async (t) => {
    const handedBack = stack.proxy.next('sqs:GetQueueUrl');
    const silent = stack.proxy.on('dynamodb:*', silence);
    const keys = await drop('silent', 12);
    await silent.first;
    await handedBack;
    silent.remove();
    const announced = await expectAllWell(t, stack);
    for (const key of keys) t.deepEqual(announced[key], ['Image Analysed'], key);
    t.deepEqual(killed(), []);
  },
);

test.serial('a photo that comes ever so slowly is broken off in time, and read again', async (t) => {
  const slow = stack.proxy.on('s3:GetObject', drip(300), { about: 'slow.png', times: 1 });
  await stack.drop('slow.png', await tiny(1));
  t.deepEqual((await expectAllWell(t, stack))['slow.png'], ['Image Analysed']);
  t.is(slow.hits, 1);
  t.deepEqual(killed(), []);
});
