import ava from 'ava';
import type { Picture } from '../../faces/Picture.ts';
import { deviations } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { saidEncrypted, withFrameKind, withoutFrames } from '../video/support/boxes.ts';
import type { Shot } from '../video/support/shots.ts';
import { type Cast, castOf, filmed, filmOf, GREY, turnedLeft } from './film.ts';

const test = ava.serial;
let stack: Stack;
let cast: Cast;

ava.before(async () => {
  stack = await startStack({
    VIDEO_CHUNK_SECONDS: '2',
    VIDEO_CONCURRENCY: '2',
    MAX_BYTES: '300000',
    MAX_VIDEO_BYTES: '400000',
  });
  cast = await castOf(stack);
  const { item } = await stack.analysed('people/ann/1.png', cast.portraits[0]!);
  if (item.status !== 'enrolled') throw new Error(`people/ann/1.png is ${item.status}`);
});
ava.after.always(async () => {
  await stack?.stop();
});

const ann = (): Picture => cast.pictures[0]!;
/** A second of nobody, and two of ann. */
const usual = (): Shot[] => [
  { seconds: 1, picture: GREY },
  { seconds: 2, picture: ann() },
];

async function rejected(key: string, bytes: Buffer) {
  const { event, item } = await stack.analysed(key, bytes);
  if (item.status !== 'rejected') throw new Error(`${key} is ${item.status}`);
  return { type: event.type, reason: item.reason, message: item.message };
}

test('a film that says it is turned is looked at upright, and told in the size of the upright frames', async (t) => {
  const lying = usual().map(({ seconds, picture }) => ({ seconds, picture: turnedLeft(picture) }));
  const { item } = await filmed(
    stack,
    'turned.mp4',
    await filmOf(lying, { turn: 90 }, { width: 360, height: 640 }),
  );
  t.like(item, { width: 640, height: 360 });
  t.deepEqual(item.people, new Set(['ann']));
  t.true(item.tracks[0]!.box.height > item.tracks[0]!.box.width, 'of an upright frame that is wide');
});

test('a film of a variable frame rate is told in its own times', async (t) => {
  const shots = [
    { seconds: 1, picture: GREY },
    { seconds: 1, picture: ann() },
  ];
  // The first second at 25 frames a second, the second one stretched over four.
  const timeOf = (time: number) => (time < 1 ? time : 1 + (time - 1) * 4);
  const { item } = await filmed(stack, 'variable.mp4', await filmOf(shots, { timeOf }));
  t.is(item.duration, 5);
  t.is(item.trackCount, 1);
  const { from, to } = item.tracks[0]!;
  t.true(Math.abs(from - 1) <= 0.2 && to >= 4.6, `${from} to ${to}`);
});

test('of a film that is cut short is told what can be decoded, and which seconds are missing', async (t) => {
  const film = await filmOf([{ seconds: 8, picture: ann() }], { bitsPerSecond: 300_000 });
  const { item, event } = await filmed(stack, 'short.mp4', film.subarray(0, Math.floor(film.length * 0.55)));
  t.is(item.duration, 8);
  t.deepEqual(item.people, new Set(['ann']));
  t.true(item.missing!.every(({ reason }) => reason === 'damaged'));
  const [first, last] = [item.missing![0]!, item.missing!.at(-1)!];
  t.true(first.from > 1 && first.from < 7, JSON.stringify(item.missing));
  t.is(last.to, 8);
  t.true(item.tracks.at(-1)!.to <= first.from);
  t.deepEqual(event.detail.missing, item.missing);
});

test('a single picture is a film too', async (t) => {
  const { item } = await filmed(stack, 'still.mp4', await filmOf([{ seconds: 1 / 25, picture: ann() }]));
  t.is(item.frameRate, undefined);
  t.is(item.frames, 1);
  t.deepEqual(item.people, new Set(['ann']));
  t.like(item.tracks[0], { from: 0, to: 0, time: 0 });
});

test('films in WebM and Matroska are known by their content, whatever they are called', async (t) => {
  for (const [container, codec] of [
    ['webm', 'vp9'],
    ['matroska', 'h265'],
  ] as const) {
    const { item } = await filmed(stack, `${container}.jpg`, await filmOf(usual(), { container, codec }));
    t.like(item, { format: container, codec });
    t.deepEqual(item.people, new Set(['ann']));
  }
});

test('a film larger than a photo may be is looked at, and one larger than a film may be is not', async (t) => {
  const film = await filmOf(usual());
  // What follows the film is nothing to it.
  const padded = (bytes: number) => Buffer.concat([film, Buffer.alloc(bytes - film.length)]);
  const { item } = await filmed(stack, 'large.mp4', padded(350_000));
  t.is(item.bytes, 350_000);
  t.deepEqual(await rejected('larger.mp4', padded(450_000)), {
    type: 'Image Rejected',
    reason: 'too-large',
    message:
      'The video has 450000 bytes; at most 400000 are looked at. Drop it in parts, or raise MAX_VIDEO_BYTES.',
  });
  t.like(await rejected('large.jpg', Buffer.alloc(320_000, 7)), { reason: 'too-large' });
});

test('what is no film after all, is encrypted or of an unknown codec is rejected, with the reason', async (t) => {
  const film = await filmOf([{ seconds: 1, picture: GREY }]);
  t.like(await rejected('begun.mp4', film.subarray(0, 60)), { reason: 'damaged', type: 'Image Rejected' });
  t.like(await rejected('empty.mp4', withoutFrames(film)), { reason: 'empty' });
  const unknown = await rejected('unknown.mp4', withFrameKind(film, 'xyz1'));
  t.is(unknown.reason, 'unsupported-codec');
  t.regex(unknown.message, /"xyz1"/);
  t.like(await rejected('encrypted.mp4', saidEncrypted(film)), { reason: 'encrypted' });
});

test('a film enrols nobody', async (t) => {
  const { type, reason, message } = await rejected('people/zoe/film.mp4', await filmOf(usual()));
  t.deepEqual([type, reason], ['Enrolment Rejected', 'video-enrols-nobody']);
  t.regex(message, /Drop a photo of them there/);
});

test('after all of these the tables are what the bucket holds', async (t) => {
  t.deepEqual(await deviations(stack), []);
  t.deepEqual(stack.errors, []);
});
