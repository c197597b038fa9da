import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { padded } from '../../store/sequencer.ts';
import { heldBack, send } from '../support/heldBack.ts';
import { drained, tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { holds } from './support/holds.ts';

let stack: Stack;
let party: Buffer;
let face: Buffer;
test.before(async () => {
  stack = await startStack({ CONCURRENCY: '2', DETECT_SMALL: 'never', DETECT_TURNED: 'false' });
  party = await sample(4);
  const { item } = await stack.analysed('first.jpg', party);
  face = await cutFace(party, (item as Analysed).faces[0]!.box);
  await stack.analysed('people/ann/1.png', face);
});
test.after.always(() => stack?.stop());

const itemOf = (key: string) => getImage(stack.store, key);
const heardOf = (key: string) => stack.heard.filter(({ detail }) => detail.image === key);
const sequencerOf = (message: string) => padded(JSON.parse(message).Records[0].s3.object.sequencer);

/** All orders in which these can come. */
function orders<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

test.serial('the same message five times, one after another and at once, is one result', async (t) => {
  const [message] = await heldBack(stack, 1, () => stack.drop('five.jpg', party));
  await send(stack, Array(5).fill(message!));
  // Both functions at once, each with a batch of its own.
  await Promise.all(Array.from({ length: 5 }, () => send(stack, [message!])));
  await drained(stack);
  for (let times = 0; times < 5; times++) {
    await send(stack, [message!]);
    await drained(stack);
  }
  await holds(t, stack);
  t.like(await itemOf('five.jpg'), { status: 'analysed', people: new Set(['ann']) });
  t.is(new Set(heardOf('five.jpg').map(({ detail }) => detail.id)).size, 1);
  const { Items } = await stack.db.send(new ScanCommand({ TableName: stack.store.names.sightings }));
  t.is(Items!.filter(({ image }) => image === 'five.jpg').length, 1);
});

test.serial('three versions of a photo, told of in any order, end with the last', async (t) => {
  const versions = await Promise.all([1, 2, 3].map(tiny));
  for (const [at, order] of orders([0, 1, 2]).entries()) {
    const key = `versions/${at}.png`;
    const messages = await heldBack(stack, 3, async () => {
      for (const version of versions) await stack.drop(key, version);
    });
    for (const index of order) {
      await send(stack, [messages[index]!]);
      if (at % 2 === 0) await drained(stack);
    }
    await drained(stack);
    t.is((await itemOf(key))?.sequencer, sequencerOf(messages[2]!), order.join());
    const told = new Set(heardOf(key).map(({ detail }) => detail.id));
    t.is(told.size, 1, 'what is replaced before it is read is told of by the last message alone');
  }
  await holds(t, stack);
});

test.serial('overwrites that were seen each, and are told of again in reverse, change nothing', async (t) => {
  const messages: string[] = [];
  for (const body of [party, await tiny(7), face, party]) {
    const [message] = await heldBack(stack, 1, () => stack.drop('people/eve/over.png', body));
    messages.push(message!);
    await send(stack, [message!]);
    await drained(stack);
  }
  const item = await itemOf('people/eve/over.png');
  t.like(item, { status: 'rejected', reason: 'several-faces' });
  for (const message of messages.toReversed()) {
    await send(stack, [message]);
    await drained(stack);
  }
  t.deepEqual(await itemOf('people/eve/over.png'), item);
  await holds(t, stack);
  t.deepEqual(
    heardOf('people/eve/over.png').map(({ type }) => type),
    ['Enrolment Rejected', 'Enrolment Rejected', 'Person Enrolled', 'Enrolment Rejected'],
  );
});

test.serial('a removal that is seen before the drop leaves no result, and is no news', async (t) => {
  const [drop, removal] = await heldBack(stack, 2, async () => {
    await stack.drop('gone.png', await tiny(8));
    await stack.remove('gone.png');
  });
  for (const message of [removal!, drop!]) {
    await send(stack, [message]);
    await drained(stack);
  }
  await holds(t, stack);
  t.like(await itemOf('gone.png'), { status: 'removed', sequencer: sequencerOf(removal!) });
  t.deepEqual(heardOf('gone.png'), []);
});

test.serial(
  'dropped, removed and dropped again with equal bytes, in any order, the photo is there',
  async (t) => {
    const body = await tiny(9);
    for (const [at, order] of orders([0, 1, 2]).entries()) {
      const key = `again/${at}.png`;
      const messages = await heldBack(stack, 3, async () => {
        await stack.drop(key, body);
        await stack.remove(key);
        await stack.drop(key, body);
      });
      for (const index of order) {
        await send(stack, [messages[index]!]);
        await drained(stack);
      }
      t.like(await itemOf(key), { status: 'analysed' }, order.join());
    }
    await holds(t, stack);
  },
);

test.serial(
  'enrolled, removed and enrolled again, told of at once, the person is enrolled once',
  async (t) => {
    const messages = await heldBack(stack, 3, async () => {
      await stack.drop('people/zoe/1.png', face);
      await stack.remove('people/zoe/1.png');
      await stack.drop('people/zoe/1.png', face);
    });
    await send(stack, [...messages.toReversed(), ...messages]);
    await drained(stack);
    await holds(t, stack);
    t.like(await itemOf('people/zoe/1.png'), { status: 'enrolled' });
    t.deepEqual(stack.errors, []);
  },
);
