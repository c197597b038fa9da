import test from 'ava';
import sharp from 'sharp';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { drained } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { groupsIn, keptRows, seenIn, told } from '../support/unknown.ts';
import { holds } from './support/holds.ts';
import { holdUp } from './support/holdUp.ts';
import { killFunctions } from './support/killFunctions.ts';
import { shortenVisibility } from './support/shortenTries.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

let stack: FaultyStack;
let place: number;
let groups: string[];
let face: Buffer;
const ANN = 'people/ann/1.png';
test.before(async () => {
  stack = await startFaultyStack({ KEEP_UNKNOWN: '30', DETECT_SMALL: 'never', DETECT_TURNED: 'false' });
  // Longer than a function takes to start on a busy machine.
  await shortenVisibility(stack, 8);
  await stack.drop('first.jpg', await sample(4));
  const { faces } = await told(stack, 'first.jpg');
  groups = faces.map(({ group }) => group!);
  place = 1;
  face = await cutFace(await sample(4), faces[place]!.box);
});
test.after.always(() => stack?.stop());

let count = 0;
/** The photo once more, in bytes of its own. */
const again = async () =>
  sharp(await sample(4))
    .jpeg({ quality: 95 - count })
    .toBuffer();
const kills = () => stack.errors.filter(({ message }) => /signal: killed/.test(message)).length;

type Step = [what: string, operation: string, about: (key: string) => string[]];
const GROUPING: Step[] = [
  ['a face is kept', 'PutItem', (key) => ['"face-inbox-unknown"', key]],
  ['it is put into a group', 'TransactWriteItems', (key) => ['"steps"', key]],
  ['the result tells the group', 'TransactWriteItems', (key) => ['"face-inbox-images"', key]],
  ['that is announced', 'PutEvents', (key) => [key, 'unknown-']],
];

for (const [what, operation, about] of GROUPING)
  for (const when of ['before', 'after'] as const)
    test.serial(`a function that is killed ${when} ${what} is followed by one that ends it`, async (t) => {
      const key = `step/${++count}.jpg`;
      const killed = kills();
      const service = operation === 'PutEvents' ? 'events' : 'dynamodb';
      const hold = holdUp(stack.proxy, when, { operation: `${service}:${operation}`, about: about(key) });
      await stack.drop(key, await again());
      await hold.reached;
      killFunctions();
      await holds(t, stack);
      t.true(kills() > killed);
      t.deepEqual((await groupsIn(stack, key)).toSorted(), groups.toSorted());
      for (const group of groups) t.true((await seenIn(stack, group)).includes(key));
    });

const found = async () => (await told(stack, 'first.jpg')).faces[place]!.person;
for (const [when, what, operation, about] of [
  ['before', 'somebody is noted to be found', 'UpdateItem', ['"face-inbox-unknown"', 'first.jpg']],
  ['after', 'a result tells who was found', 'TransactWriteItems', ['"face-inbox-images"', 'first.jpg']],
] as const)
  test.serial(`killed ${when} ${what}, past photos are gone through to the end all the same`, async (t) => {
    const photos = new Set((await keptRows(stack)).map(({ image }) => image));
    for (const [make, person] of [
      [() => stack.drop(ANN, face), 'ann'],
      [() => stack.remove(ANN), undefined],
    ] as const) {
      const hold = holdUp(stack.proxy, when, { operation: `dynamodb:${operation}`, about: [...about] });
      await make();
      await hold.reached;
      killFunctions();
      await holds(t, stack);
      t.is(await found(), person);
      t.is((await seenIn(stack, 'ann')).length, person ? photos.size : 0);
    }
  });

test.serial('messages that come twice, late and in the wrong order change nothing', async (t) => {
  const key = 'twice.jpg';
  const photo = await again();
  await Promise.all(Array.from({ length: 4 }, () => stack.drop(key, photo)));
  await stack.remove(key);
  await stack.drop(key, photo);
  await holds(t, stack);
  t.deepEqual((await groupsIn(stack, key)).toSorted(), groups.toSorted());
  t.is((await keptRows(stack)).filter(({ image }) => image === key).length, groups.length);
});

test.serial('a photo that is removed while its faces are being grouped leaves nothing', async (t) => {
  for (const [, operation, about] of GROUPING.slice(0, 3)) {
    const key = `gone/${++count}.jpg`;
    const hold = holdUp(stack.proxy, 'before', { operation: `dynamodb:${operation}`, about: about(key) });
    await stack.drop(key, await again());
    await hold.reached;
    await stack.remove(key);
    hold.release();
    await drained(stack);
    await holds(t, stack);
    t.deepEqual(
      (await keptRows(stack)).filter(({ image }) => image === key),
      [],
    );
    for (const group of groups) t.false((await seenIn(stack, group)).includes(key));
  }
  t.is(((await stack.settled('first.jpg')) as Analysed).faces.length, groups.length);
});
