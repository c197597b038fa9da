import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { surestFaces } from '../../look/surestFaces.ts';
import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { record } from '../../store/record.ts';
import { sightingsOf } from '../../store/sightings.ts';
import { command } from '../cli/command.ts';
import { tiny, untold } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { crowdPhoto } from './support/crowdPhoto.ts';
import { holds } from './support/holds.ts';

let stack: Stack;
let photo: Buffer;
let four: Analysed;
/** Keys of 1,024 bytes, of which JSON makes six times as many: no result can be larger than of these. */
const longest = (person: string) => {
  const start = `people/${person}/`;
  return start + '\u0001'.repeat(1024 - Buffer.byteLength(start));
};
const NAMES = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64));
test.before(async () => {
  stack = await startStack({ NAME_ONCE: 'false', DETECT_TURNED: 'false' });
  photo = await sample(4);
  four = (await stack.analysed('four.jpg', photo)).item as Analysed;
});
test.after.always(() => stack?.stop());

test.serial('a photo without a face is analysed, with none', async (t) => {
  const { event, item } = await stack.analysed('grey.png', await tiny(1));
  t.like(item, { status: 'analysed', faceCount: 0, faces: [] });
  t.deepEqual(event.detail.people, []);
});

test.serial(
  'a crowd of 200 is described face by face, and takes no more memory than a function has',
  async (t) => {
    t.timeout(120_000);
    const crowd = await crowdPhoto(photo, four, { count: 200, columns: 20, cell: 100 });
    const { event, item } = await stack.analysed('crowd.jpg', crowd);
    t.true((item as Analysed).faceCount >= 190, String((item as Analysed).faceCount));
    t.is((item as Analysed).faces.length, (item as Analysed).faceCount);
    t.is((item as Analysed).facesLeftOut, undefined);
    t.is((event.detail.faces as unknown[]).length, (item as Analysed).faceCount);
    t.deepEqual(stack.errors, []);
  },
);

test.serial(
  'where the faces are too many for an item, those with a name and the surest stay, and the others are counted',
  async (t) => {
    t.timeout(120_000);
    for (const [at, name] of NAMES.entries()) {
      const { event } = await stack.analysed(longest(name), await cutFace(photo, four.faces[at]!.box));
      t.is(event.type, 'Person Enrolled');
    }
    const crowd = await crowdPhoto(photo, four, { count: 60, columns: 10, cell: 100 });
    const { event, item } = await stack.analysed('named.jpg', crowd);
    const { faces, faceCount, facesLeftOut } = item as Analysed;
    t.true(faceCount >= 55, `${faceCount}`);
    t.is(faces.length + facesLeftOut!, faceCount);
    t.true(faces.length >= 30, `${faces.length} kept`);
    t.is(event.detail.facesLeftOut, facesLeftOut);
    t.true(Buffer.byteLength(JSON.stringify(event.detail)) < 256_000);
    t.deepEqual(event.detail.people, [...new Set(sightingsOf(item).map(({ person }) => person))].sort());
    await holds(t, stack);
    const { stdout } = await command(stack.endpoint)(['who', 'named.jpg']);
    t.regex(
      stdout,
      new RegExp(`${faces.length} faces: .*; ${facesLeftOut} more for which there was no room`, 's'),
    );
    t.deepEqual(stack.errors, []);
  },
);

test('of more faces than fit, no face with a name is left out for one without, and none for one less sure', (t) => {
  const [face] = four.faces as [FaceItem];
  const many = Array.from(
    { length: 2000 },
    (_, at): FaceItem => ({
      ...face,
      score: ((at * 7919) % 2000) / 2000,
      ...(at % 40 === 0 ? { decision: 'matched', person: 'ann' } : { decision: 'unknown' }),
    }),
  );
  const kept = surestFaces(many);
  t.true(kept.length > 300 && kept.length < 700, `${kept.length}`);
  t.is(kept.filter(({ person }) => person).length, 50);
  const least = Math.min(...kept.filter(({ person }) => !person).map(({ score }) => score));
  const left = many.filter((one) => !kept.includes(one));
  t.true(left.every(({ person, score }) => !person && score <= least));
  t.deepEqual(
    kept,
    many.filter((one) => kept.includes(one)),
    'in the order in which they were found',
  );
});

test('the largest result there can be, over one as large, fits into an item with its outbox', async (t) => {
  const [face] = four.faces as [FaceItem];
  const person = '\u4f60'.repeat(64);
  // Of all faces with a name those have the largest outbox whose keys are short.
  const many = Array.from(
    { length: 2000 },
    (): FaceItem => ({
      ...face,
      decision: 'matched',
      person,
      distance: 0.1234,
      similarity: 99.9,
      matchedPhoto: `people/${person}/1`,
      runnerUp: { person, distance: 0.1234 },
    }),
  );
  const key = 'k'.repeat(1024);
  await untold(stack, () => stack.drop(key, 'its item is written by hand'));
  const { pending: _, ...plain } = four;
  const faces = surestFaces(many);
  const item = { ...plain, image: key, people: new Set([person]), faces, faceCount: many.length };
  for (const digit of ['1', '2']) {
    const sequencer = digit.padEnd(32, '0');
    const takenAt = `2026-01-0${digit}T00:00:00.000Z`;
    t.is((await record(stack.store, { ...item, sequencer, takenAt })).sequencer, sequencer);
  }
  await untold(stack, () => stack.remove(key));
  await record(stack.store, {
    image: key,
    status: 'removed',
    sequencer: '3'.padEnd(32, '0'),
    expiresAt: 2_000_000_000,
  });
});
