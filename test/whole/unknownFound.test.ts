import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { deviations, drained } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { groupsIn, keptRows, seenIn, told } from '../support/unknown.ts';

let stack: Stack;
let face: Buffer;
/** A photo of five whom nobody knows; the place of one of them, and the group. */
let [place, group] = [0, ''];
test.before(async () => {
  stack = await startStack({ KEEP_UNKNOWN: '30', CONCURRENCY: '3' });
  await stack.drop('five.jpg', await sample(5));
  const { faces } = await told(stack, 'five.jpg');
  place = faces.findIndex(({ group }) => group !== undefined);
  group = faces[place]!.group!;
  face = await cutFace(await sample(5), faces[place]!.box);
});
test.after.always(() => stack?.stop());

const KEY = 'people/ann/1.png';

test.serial(
  'who is enrolled is found in past photos, whose results, sightings and events follow',
  async (t) => {
    const before = stack.heard.length;
    await stack.drop(KEY, face);
    const { faces, people } = await told(stack, 'five.jpg');
    const { decision, person, distance, similarity, limit, matchedPhoto, group: still } = faces[place]!;
    t.deepEqual([decision, person, matchedPhoto, still], ['matched', 'ann', KEY, group]);
    t.true(distance! < limit! && similarity! > 50);
    t.deepEqual([...people!], ['ann']);
    t.is(faces.filter(({ decision }) => decision === 'matched').length, 1);
    t.deepEqual([await seenIn(stack, 'ann'), await seenIn(stack, group)], [['five.jpg'], []]);
    t.deepEqual(
      stack.heard
        .slice(before)
        .map(({ type, detail }) => [type, detail.image, detail.people ?? detail.person]),
      [
        ['Person Enrolled', KEY, 'ann'],
        ['Image Analysed', 'five.jpg', ['ann']],
      ],
    );
    t.deepEqual(await deviations(stack), []);
  },
);

test.serial(
  'where the enrolment is overwritten by somebody else, or removed, the face is unknown again',
  async (t) => {
    const { faces } = await told(stack, 'five.jpg');
    const other = faces.findIndex((one, at) => at !== place && one.group !== undefined);
    await stack.drop(KEY, await cutFace(await sample(5), faces[other]!.box));
    const now = await told(stack, 'five.jpg');
    t.deepEqual(
      [now.faces[place]!.decision, now.faces[place]!.group, now.faces[other]!.person],
      ['unknown', group, 'ann'],
    );
    await stack.remove(KEY);
    const last = await told(stack, 'five.jpg');
    t.deepEqual(
      last.faces.map(({ decision, person, distance }) => [decision === 'matched', person, distance]),
      last.faces.map(() => [false, undefined, undefined]),
    );
    t.deepEqual(await seenIn(stack, 'ann'), []);
    t.deepEqual(await seenIn(stack, group), ['five.jpg']);
    t.is(stack.heard.at(-1)?.detail.image, 'five.jpg');
    t.deepEqual(await deviations(stack), []);
  },
);

test.serial(
  'whoever is enrolled while photos are looked at is found in all of them in the end',
  async (t) => {
    const keys = Array.from({ length: 8 }, (_, at) => `party/${at}.jpg`);
    await Promise.all(keys.map(async (key) => stack.drop(key, await sample(5))));
    await stack.drop(KEY, face);
    await drained(stack);
    t.deepEqual(await seenIn(stack, 'ann'), ['five.jpg', ...keys]);
    // Whom it matched at once was never unknown: of that face nothing is kept, and its result stays, as without KEEP_UNKNOWN.
    const kept = new Set((await keptRows(stack)).flatMap(({ image, found }) => (found ? [image] : [])));
    await stack.remove(KEY);
    await drained(stack);
    t.deepEqual(
      await seenIn(stack, 'ann'),
      keys.filter((key) => !kept.has(key)),
    );
    for (const key of ['five.jpg', ...kept]) t.true((await groupsIn(stack, key)).includes(group));
    t.deepEqual(await deviations(stack), []);
    t.deepEqual(stack.errors, []);
  },
);
