import test from 'ava';
import sharp from 'sharp';
import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, cutOut } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
let group: Buffer;
let faces: FaceItem[];

test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
  group = await sample(1);
  ({ faces } = (await stack.analysed('first.jpg', group)).item as Analysed);
});
test.after.always(() => stack?.stop());

const enrol = async (key: string, face: number, quality = 95) => {
  const photo = await sharp(await cutOut(group, faces[face]!))
    .jpeg({ quality })
    .toBuffer();
  const { event } = await stack.analysed(key, photo);
  if (event.type !== 'Person Enrolled') throw new Error(`${key}: ${event.type}`);
};
const suspicious = async () => JSON.parse((await run(['people', '--suspicious', '--json'])).stdout);
const agreement = async () =>
  JSON.parse((await run(['doctor', '--json'])).stdout).find(
    ({ check }: { check: string }) => check === 'photos that agree',
  );

test.serial('photos that agree are not suspicious', async (t) => {
  await enrol('people/ann/1.jpg', 0);
  await enrol('people/ann/2.jpg', 0, 80);
  await enrol('people/zoe/1.jpg', 1);
  await enrol('people/zoe/2.jpg', 1, 80);
  const { code, stdout, stderr } = await run(['people', '--suspicious']);
  t.deepEqual([code, stdout, stderr], [0, '', 'Nothing suspicious in 4 photos of 2 people.\n']);
  t.deepEqual(await suspicious(), []);
  t.like(await agreement(), { state: 'ok', detail: 'those of each of 2 people do' });
});

test.serial('a photo under a wrong name is told, and whom it shows', async (t) => {
  await enrol('people/ann/3.jpg', 1, 70);
  const found = await suspicious();
  const wrong = found.find(({ photo }: { photo: string }) => photo === 'people/ann/3.jpg');
  t.like(wrong, { person: 'ann', of: 3, disagrees: true, other: { person: 'zoe' } });
  t.true(wrong.nearestOwn > 0.56);
  const { code, stdout, stderr } = await run(['people', '--suspicious']);
  t.is(code, 0);
  t.regex(stdout, /^photo +own +why +nearer to +at$/m);
  t.regex(stdout, /^people\/ann\/3\.jpg +0\.\d{3} +disagrees \(of 3\) +zoe +0\.\d{3}$/m);
  t.true(stdout.split('\n').every((line) => line.length <= 80));
  t.regex(stderr, /people remove-photo PERSON PHOTO/);
  const check = await agreement();
  t.is(check.state, 'warning');
  t.regex(check.detail, /^1 photo of 1 person differ from their others, such as people\/ann\/3\.jpg/);
  t.regex(check.remedy, /people --suspicious/);
  await run(['people', 'remove-photo', 'ann', '3.jpg', '--yes']);
  t.deepEqual(await suspicious(), []);
});

test.serial('one face under two names is told, though each has one photo', async (t) => {
  await enrol('people/cy/1.jpg', 2);
  await enrol('people/cyd/1.jpg', 2, 80);
  const found: { photo: string; other: { person: string } }[] = await suspicious();
  t.deepEqual(
    found.map(({ photo, other }) => [photo, other.person]),
    [
      ['people/cy/1.jpg', 'cyd'],
      ['people/cyd/1.jpg', 'cy'],
    ],
  );
  t.is((await agreement()).state, 'ok');
});
