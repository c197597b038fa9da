import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { SettleError } from '../../local/lambda/errors.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { seen } from '../../store/sightings.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { expectAllWell } from './support/expectAllWell.ts';
import { answer, hold, instead, loseAnswer, refuse } from './support/faults.ts';
import type { Fault } from './support/openFaultyProxy.ts';
import { shortenVisibility } from './support/shortenTries.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

/** So long a message is nobody else's. Far longer than a photo takes, unless it is held up. */
const VISIBILITY_SECONDS = 8;

let stack: FaultyStack;
let party: Buffer;
test.before(async () => {
  stack = await startFaultyStack();
  party = await sample(4);
  const { item } = await stack.analysed('first.jpg', party);
  await stack.analysed('people/ann/ann.png', await cutFace(party, (item as Analysed).faces[0]!.box));
  await shortenVisibility(stack, VISIBILITY_SECONDS);
});
test.afterEach(() => stack.proxy.heal());
test.after.always(() => stack?.stop());

async function sightings(key: string): Promise<number> {
  let count = 0;
  for await (const page of seen(stack.store, 'ann'))
    count += page.filter(({ image }) => image === key).length;
  return count;
}

/** Where the first function is held up, and how often the photo is announced then. */
const HELD: [where: string, operation: string, times: number][] = [
  ['before it has read the photo', 's3:GetObject', 1],
  ['before it has written the result', 'dynamodb:PutItem', 1],
  ['before it has announced the result', 'events:PutEvents', 2],
];
for (const [where, operation, times] of HELD)
  test.serial(`two functions at one photo, the first held up ${where}: nothing is doubled`, async (t) => {
    const key = `two-${operation.split(':')[1]}.jpg`;
    const second = Promise.withResolvers<void>();
    const first = stack.proxy.on(operation, hold(second.promise), { about: key, times: 1 });
    await stack.drop(key, party);
    await first.first;
    t.is(
      (await stack.announced(key)).type,
      'Image Analysed',
      'by the second, as the message is visible again',
    );
    await stack.settled(key);
    second.resolve();
    t.deepEqual((await expectAllWell(t, stack))[key], ['Image Analysed']);
    t.is(stack.heard.filter(({ detail }) => detail.image === key).length, times);
    t.is(await sightings(key), 1);
  });

const failed = instead(({ Entries }: { Entries: { Id: string }[] }) => ({
  Successful: [],
  Failed: Entries.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
}));

test.serial('a message that cannot be deleted comes once more, and that is no news', async (t) => {
  // As often as the event source tries it.
  const deletion = stack.proxy.on('sqs:DeleteMessageBatch', failed, { times: 4 });
  await stack.drop('undeleted.jpg', party);
  t.deepEqual((await expectAllWell(t, stack))['undeleted.jpg'], ['Image Analysed']);
  t.is(deletion.hits, 4);
  t.is(stack.errors.filter((error) => error instanceof SettleError).length, 1, 'told');
  t.is(stack.heard.filter(({ detail }) => detail.image === 'undeleted.jpg').length, 1);
  t.is(await sightings('undeleted.jpg'), 1);
});

const SQS: [how: string, operation: string, fault: Fault, times: number][] = [
  ['the answer with the messages is lost', 'sqs:ReceiveMessage', loseAnswer, 2],
  ['receiving is throttled', 'sqs:ReceiveMessage', answer('ThrottlingException'), 5],
  ['SQS is out of order', 'sqs:ReceiveMessage', answer('ServiceUnavailable'), 5],
  ['the answer to the deletion is lost', 'sqs:DeleteMessageBatch', loseAnswer, 1],
  ['deletions are refused', 'sqs:DeleteMessageBatch', refuse, 2],
];
for (const [at, [how, operation, fault, times]] of SQS.entries())
  test.serial(`${how}: each photo is announced once`, async (t) => {
    const injected = stack.proxy.on(operation, fault, { times });
    const keys = Array.from({ length: 5 }, (_, index) => `sqs-${at}/${index}.png`);
    await Promise.all(keys.map(async (key, index) => stack.drop(key, await tiny(10 * at + index))));
    const announced = await expectAllWell(t, stack);
    t.true(injected.hits > 0);
    for (const key of keys) {
      t.deepEqual(announced[key], ['Image Analysed'], key);
      t.is(stack.heard.filter(({ detail }) => detail.image === key).length, 1, key);
    }
  });
