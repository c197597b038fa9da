import test from 'ava';
import sharp from 'sharp';
import { deviations, drained } from '../support/inbox.ts';
import { SAMPLE_FACES, sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { groupsIn, keptRows, seenIn, told } from '../support/unknown.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack({ KEEP_UNKNOWN: '30', CONCURRENCY: '3' });
});
test.after.always(() => stack?.stop());

const NAME = /^unknown-[1-9]\d*$/;
/** The same photo in other bytes. */
const again = async (number: keyof typeof SAMPLE_FACES, quality: number) =>
  sharp(await sample(number))
    .jpeg({ quality })
    .toBuffer();

test.serial(
  'an unknown face has a group, the same one in another photo, and is seen under its name',
  async (t) => {
    await stack.drop('one.jpg', await sample(1));
    const groups = await groupsIn(stack, 'one.jpg');
    t.is(new Set(groups).size, 3);
    for (const group of groups) t.regex(group!, NAME);
    await stack.drop('two.jpg', await again(1, 90));
    t.deepEqual((await groupsIn(stack, 'two.jpg')).sort(), [...groups].sort());
    for (const group of groups) t.deepEqual(await seenIn(stack, group!), ['one.jpg', 'two.jpg']);

    const { faces, keptUntil } = await told(stack, 'one.jpg');
    for (const { decision, kept, person } of faces)
      t.deepEqual([decision, kept, person], ['unknown', true, undefined]);
    t.true(Math.abs(keptUntil! - Date.now() / 1000 - 30 * 24 * 3600) < 600);
    t.is((await keptRows(stack)).length, 6);
    const events = stack.heard.filter(({ detail }) => detail.image === 'one.jpg');
    t.deepEqual(
      events.map(({ type, detail }) => [
        type,
        (detail.faces as { group?: string }[]).map(({ group }) => group),
      ]),
      [
        ['Image Analysed', [undefined, undefined, undefined]],
        ['Image Analysed', groups],
      ],
    );
    t.deepEqual(await deviations(stack), []);
  },
);

test.serial(
  'what is kept of a photo goes with it, and is of the new one where it is overwritten',
  async (t) => {
    const groups = await groupsIn(stack, 'one.jpg');
    await stack.remove('two.jpg');
    await drained(stack);
    t.deepEqual([...new Set((await keptRows(stack)).map(({ image }) => image))], ['one.jpg']);
    for (const group of groups) t.deepEqual(await seenIn(stack, group!), ['one.jpg']);

    await stack.drop('one.jpg', await sample(4));
    const others = await groupsIn(stack, 'one.jpg');
    t.is((await keptRows(stack)).length, 4);
    t.deepEqual(
      others.filter((group) => groups.includes(group)),
      [],
    );
    await stack.drop('one.jpg', 'no photo any more');
    await drained(stack);
    t.deepEqual(await keptRows(stack), []);
    t.deepEqual(await seenIn(stack, others[0]!), []);
    t.deepEqual(await deviations(stack), []);
  },
);

test.serial(
  'photos that many functions look at at once are grouped as if they had come one by one',
  async (t) => {
    const versions = [95, 90, 85, 80, 75];
    // One face of sample 2 is at the edge of what can be used.
    const numbers = [1, 3, 4, 5, 6] as const;
    await Promise.all(
      versions.flatMap((quality) =>
        numbers.map(async (number) => stack.drop(`${number}/${quality}.jpg`, await again(number, quality))),
      ),
    );
    await drained(stack);
    for (const number of numbers) {
      const first = (await groupsIn(stack, `${number}/95.jpg`)).sort();
      t.is(new Set(first).size, SAMPLE_FACES[number]);
      for (const quality of versions)
        t.deepEqual((await groupsIn(stack, `${number}/${quality}.jpg`)).sort(), first);
      for (const group of first)
        t.true((await seenIn(stack, group!)).filter((image) => image.startsWith(`${number}/`)).length === 5);
    }
    t.deepEqual(await deviations(stack), []);
    t.deepEqual(stack.errors, []);
  },
);
