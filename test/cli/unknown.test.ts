import test from 'ava';
import sharp from 'sharp';
import { tellGroups } from '../../store/unknown/tellGroups.ts';
import { deviations, drained } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { groupsIn, keptRows, seenIn, told } from '../support/unknown.ts';
import { command } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
/** Two photos of the same three, and one of five others. */
test.before(async () => {
  stack = await startStack({ KEEP_UNKNOWN: '30' });
  run = command(stack.endpoint);
  for (const [key, number, quality] of [
    ['one.jpg', 1, 95],
    ['two.jpg', 1, 90],
    ['five.jpg', 5, 95],
  ] as const) {
    await stack.drop(
      key,
      await sharp(await sample(number))
        .jpeg({ quality })
        .toBuffer(),
    );
    await drained(stack);
  }
});
test.after.always(() => stack?.stop());

interface Listed {
  group: string;
  name?: string;
  faces: { image: string; face: number }[];
  sample: string;
}
const list = async (...options: string[]): Promise<Listed[]> =>
  JSON.parse((await run(['unknown', '--json', ...options])).stdout);
const eventsOf = (image: string) => stack.heard.filter(({ detail }) => detail.image === image);

test.serial('groups of unknown faces are listed, the largest first, with a photo of each', async (t) => {
  const groups = await list();
  t.deepEqual(
    groups.map(({ faces }) => faces.length),
    [2, 2, 2, 1, 1, 1, 1, 1],
  );
  t.deepEqual(groups[0]!.faces.map(({ image }) => image).sort(), ['one.jpg', 'two.jpg']);
  const { stdout, code } = await run(['unknown']);
  t.is(code, 0);
  t.is(stdout.trim().split('\n').length, 9);
  t.regex(stdout, /^group +faces +first seen +last seen +sample\nunknown-\d+ +2 /);
  const { stdout: who } = await run(['who', 'one.jpg']);
  t.true(who.includes(groups[0]!.group));
});

test.serial(
  'what is split stays apart, what is merged is one under the lower number, and results follow',
  async (t) => {
    const [{ group } = { group: '' }] = await list();
    const { faces } = await told(stack, 'two.jpg');
    const place = faces.findIndex((face) => face.group === group);
    const split = await run(['unknown', 'split', group, `two.jpg#${place + 1}`]);
    t.is(split.code, 0, split.stderr);
    const other = (await told(stack, 'two.jpg')).faces[place]!.group!;
    t.not(other, group);
    t.deepEqual([await seenIn(stack, group), await seenIn(stack, other)], [['one.jpg'], ['two.jpg']]);
    t.is(eventsOf('two.jpg').at(-1)?.type, 'Image Analysed');

    // The same photo once more would have joined them.
    await stack.drop(
      'three.jpg',
      await sharp(await sample(1))
        .jpeg({ quality: 85 })
        .toBuffer(),
    );
    const joined = (await groupsIn(stack, 'three.jpg')).filter((one) => one === group || one === other);
    t.is(joined.length, 1);
    t.deepEqual((await seenIn(stack, group)).includes('two.jpg'), false);

    const wrong = await run(['unknown', 'split', other, 'two.jpg#99']);
    t.is(wrong.code, 4, wrong.stderr);
    t.regex(wrong.stderr, /two\.jpg#99 is not in/);

    const merge = await run(['unknown', 'merge', other, group]);
    t.is(merge.code, 0, merge.stderr);
    t.regex(merge.stdout, new RegExp(`^${group} is both; `));
    t.is((await told(stack, 'two.jpg')).faces[place]!.group, group);
    t.deepEqual(await seenIn(stack, group), ['one.jpg', 'three.jpg', 'two.jpg']);
    t.deepEqual(await seenIn(stack, other), []);
    t.deepEqual(await deviations(stack), []);
  },
);

test.serial(
  'a group is given a name: results and sightings follow, and the person is known from then on',
  async (t) => {
    const { group } = (await list()).find(({ faces }) => faces.length === 3)!;
    const before = stack.heard.length;
    const named = await run(['name', group, 'ann']);
    t.is(named.code, 0, named.stderr);
    t.regex(
      named.stdout,
      new RegExp(`^${group} is ann; 3 results told so\\.\nann is enrolled by people/ann/${group}\\.png`),
    );
    for (const image of ['one.jpg', 'two.jpg', 'three.jpg']) {
      const { faces, people } = await told(stack, image);
      t.deepEqual([...people!], ['ann']);
      const face = faces.find(({ person }) => person === 'ann')!;
      t.deepEqual([face.decision, face.group, face.named], ['matched', group, true]);
    }
    t.deepEqual(await seenIn(stack, 'ann'), ['one.jpg', 'three.jpg', 'two.jpg']);
    t.deepEqual(await seenIn(stack, group), []);
    const told_ = stack.heard.slice(before).filter(({ detail }) => detail.people?.includes('ann'));
    t.deepEqual(told_.map(({ detail }) => detail.image).sort(), ['one.jpg', 'three.jpg', 'two.jpg']);
    t.true((await run(['seen', 'ann'])).stdout.includes('one.jpg'));

    await stack.drop(
      'four.jpg',
      await sharp(await sample(1))
        .jpeg({ quality: 80 })
        .toBuffer(),
    );
    const { faces } = await told(stack, 'four.jpg');
    t.is(faces.filter(({ person, distance }) => person === 'ann' && distance !== undefined).length, 1);
    t.is((await run(['name', group, 'ann'])).code, 0);
    t.false((await list()).some((one) => one.group === group));
    t.true((await list('--all')).some((one) => one.group === group && one.name === 'ann'));
    t.deepEqual(await deviations(stack), []);
  },
);

test.serial(
  'who is renamed is so in what is known of unknown faces, and in what is told of them later',
  async (t) => {
    const { code, stderr } = await run(['people', 'rename', 'ann', 'anna']);
    t.is(code, 0, stderr);
    for (const image of ['one.jpg', 'two.jpg', 'three.jpg']) {
      const { faces, people } = await told(stack, image);
      t.deepEqual([...people!], ['anna']);
      t.true(faces.find(({ person }) => person === 'anna')!.named);
    }
    t.deepEqual(await seenIn(stack, 'ann'), []);
    t.true((await list('--all')).some(({ name }) => name === 'anna'));
    t.false((await list('--all')).some(({ name }) => name === 'ann'));
    t.false(JSON.stringify(await keptRows(stack)).includes('"ann"'));
    // Told once more, by whatever cause, a result says the new name.
    await tellGroups(stack.store, ['one.jpg', 'two.jpg', 'three.jpg', 'four.jpg', 'five.jpg']);
    for (const image of ['one.jpg', 'four.jpg'])
      t.deepEqual([...(await told(stack, image)).people!], ['anna']);
    t.deepEqual(await deviations(stack), []);
    t.is((await run(['people', 'rename', 'anna', 'ann'])).code, 0);
  },
);

test.serial('nobody can be called as groups are', async (t) => {
  const { item, event } = await stack.analysed('people/unknown-7/1.jpg', await sample(1));
  t.is(event.type, 'Enrolment Rejected');
  t.like(item, { status: 'rejected', reason: 'bad-person' });
  t.regex((item as { message: string }).message, /unknown-7.*under another name/s);
  const { code, stderr } = await run(['name', 'unknown-1', 'unknown-7']);
  t.is(code, 2);
  t.regex(stderr, /groups of unknown faces/);
  t.is((await run(['name', 'nobody', 'ann'])).code, 2);
  t.is((await run(['name', 'unknown-999', 'ann'])).code, 4);
});

test.serial('who is forgotten is forgotten in what is kept of unknown faces too', async (t) => {
  const kept = (await keptRows(stack)).length;
  const { code, stdout, stderr } = await run(['forget', 'ann', '--yes']);
  t.is(code, 0, stderr + stdout);
  t.is((await keptRows(stack)).length, kept - 3);
  t.true((await groupsIn(stack, 'one.jpg')).includes(undefined));
  t.deepEqual(await seenIn(stack, 'ann'), []);
  t.deepEqual(await deviations(stack), []);
  t.deepEqual(stack.errors, []);
});
