import test from 'ava';
import { turned } from '../../video/decode/turned.ts';
import { openFilm } from '../../video/demux/openFilm.ts';
import type { Codec, Container } from '../../video/Film.ts';
import { planChunks } from '../../video/planChunks.ts';
import { probe } from '../../video/probe.ts';
import { writeFilm } from '../../video/writeFilm.ts';
import { allFrames, EVERY, framesOf, numberedFilm, sourceOf } from './support/films.ts';
import { numbered, numberOf } from './support/numbered.ts';

const KINDS: [Container, Codec, options?: { bFrames: number; openGops?: boolean }][] = [
  ['mp4', 'h264', { bFrames: 3 }],
  ['mp4', 'h264', { bFrames: 3, openGops: true }],
  ['mov', 'h265', { bFrames: 3 }],
  ['matroska', 'h265', { bFrames: 3, openGops: true }],
  ['matroska', 'h264', { bFrames: 3 }],
  ['mp4', 'av1'],
  ['webm', 'vp8'],
  ['webm', 'vp9'],
  ['webm', 'av1'],
];

for (const [container, codec, more] of KINDS)
  test(`The chunks of ${codec} in ${container}${more ? ` with ${JSON.stringify(more)}` : ''} have each frame once`, async (t) => {
    const bytes = await numberedFilm({ frames: 145, container, codec, keyEvery: 30, ...more });
    const { chunks, parts, frames, missing } = await allFrames(bytes, 1.2);
    t.deepEqual(missing, []);
    t.deepEqual(
      chunks.map(({ from }) => from),
      [0, 1.2, 2.4, 3.6, 4.8],
    );
    t.deepEqual(
      parts.map(({ frames }) => frames.length),
      [30, 30, 30, 30, 25],
    );
    t.deepEqual(
      frames.map(({ picture }) => numberOf(picture)),
      Array.from({ length: 145 }, (_, number) => number),
    );
    t.deepEqual(
      frames.map(({ time }) => Math.round(time * 1000)),
      Array.from({ length: 145 }, (_, number) => number * 40),
    );
  });

test('There are films here whose frames are shown before the key frame that they are stored after', async (t) => {
  const bytes = await numberedFilm({ frames: 160, keyEvery: 30, bFrames: 3, openGops: true });
  const film = await openFilm(sourceOf(bytes));
  let leading = 0;
  let key = 0;
  for await (const packet of film.packets.packets()) {
    if (packet.type === 'key') key = packet.timestamp;
    else if (packet.timestamp < key) leading++;
  }
  film.close();
  t.true(leading > 0);
});

test('A chunk of a large film is had without reading the others', async (t) => {
  const bytes = await numberedFilm({
    frames: 1500,
    noise: 40,
    keyEvery: 250,
    bitsPerSecond: 3_000_000,
  });
  const film = await probe(sourceOf(bytes));
  const chunks = planChunks(film);
  t.is(chunks.length, 6);
  const source = sourceOf(bytes);
  const { frames } = await framesOf(source, chunks[2]!);
  t.is(frames.length, 250);
  t.is(numberOf(frames[0]!.picture), 500);
  t.true(source.count() < bytes.length / 3, `${source.count()} of ${bytes.length} bytes`);
  t.true(source.reads() < 20, `${source.reads()} ranges`);
});

test('At a rate those frames are given that are on the screen then, however the film is cut', async (t) => {
  const bytes = await numberedFilm({ frames: 160, keyEvery: 10, timeOf: (number) => number / 24 });
  for (const rate of [1, 5, 10, 24, 100]) {
    const options = { ...EVERY, frames: rate };
    const whole = await framesOf(sourceOf(bytes), { from: 0 }, options);
    const numbers = whole.frames.map(({ picture }) => numberOf(picture));
    const moments = Array.from({ length: Math.ceil((160 / 24) * rate) }, (_, moment) => moment / rate);
    const expected = [...new Set(moments.map((moment) => Math.floor(moment * 24 + 1e-6)))];
    t.deepEqual(numbers, expected, `${rate} a second`);
    const { frames } = await allFrames(bytes, 0.9, options);
    t.deepEqual(
      frames.map(({ picture }) => numberOf(picture)),
      expected,
      `${rate} a second, in chunks`,
    );
  }
});

test('Frames are upright, whatever the film says of how it is stored', async (t) => {
  for (const turn of [90, 180, 270] as const) {
    const back = (360 - turn) as 90 | 180 | 270;
    const lying = [{ time: 0, picture: turned(numbered(1234, 192, 96), back, false) }];
    const bytes = await writeFilm(lying, { container: 'mp4', codec: 'h264', keyEvery: 50, turn });
    const { frames } = await framesOf(sourceOf(bytes), { from: 0 });
    t.is(numberOf(frames[0]!.picture), 1234, `${turn} degrees`);
    t.is(frames[0]!.picture.width, 192);
  }
});

test('A flip is applied after the turn', async (t) => {
  const picture = { width: 2, height: 1, rgb: Uint8Array.of(1, 1, 1, 2, 2, 2) };
  t.deepEqual([...turned(picture, 0, true).rgb], [2, 2, 2, 1, 1, 1]);
  t.like(turned(picture, 90, false), { width: 1, height: 2 });
  t.deepEqual([...turned(picture, 90, false).rgb], [1, 1, 1, 2, 2, 2]);
  t.deepEqual([...turned(picture, 270, false).rgb], [2, 2, 2, 1, 1, 1]);
  t.deepEqual([...turned({ ...picture, width: 1, height: 2 }, 90, true).rgb], [1, 1, 1, 2, 2, 2]);
});

test('Times are those of the container where the frame rate varies', async (t) => {
  const timeOf = (number: number) => (number * number) / 1000 + number / 100;
  const { frames, missing } = await allFrames(
    await numberedFilm({ frames: 60, keyEvery: 20, timeOf, bFrames: 2 }),
    1,
  );
  t.deepEqual(missing, []);
  t.is(frames.length, 60);
  for (const [number, { time }] of frames.entries())
    t.true(Math.abs(time - timeOf(number)) < 1e-4, `${time} for ${timeOf(number)}`);
});

test('A picture is never larger than the frame, and as large as it may be', async (t) => {
  const bytes = await numberedFilm({ frames: 1 });
  const within = (width: number, height: number) => ({ ...EVERY, within: { width, height } });
  for (const [options, width, height] of [
    [within(4000, 4000), 192, 96],
    [within(100, 100), 100, 50],
    [within(100, 20), 40, 20],
    [within(1, 1), 1, 1],
  ] as const) {
    const { frames } = await framesOf(sourceOf(bytes), { from: 0 }, options);
    t.like(frames[0]!.picture, { width, height });
    t.is(frames[0]!.picture.rgb.length, width * height * 3);
  }
});

test('Colours are those that were filmed', async (t) => {
  const colour = [180, 90, 40];
  const rgb = Buffer.from(Array.from({ length: 64 * 64 }, () => colour).flat());
  const bytes = await writeFilm([{ time: 0, picture: { width: 64, height: 64, rgb } }], {
    container: 'mp4',
    codec: 'h264',
    keyEvery: 1,
  });
  const { frames } = await framesOf(sourceOf(bytes), { from: 0 });
  for (const [channel, value] of colour.entries())
    t.true(Math.abs(frames[0]!.picture.rgb[channel]! - value) <= 4, `${frames[0]!.picture.rgb.slice(0, 3)}`);
});

test('Frames of 10 bits are decoded as others are', async (t) => {
  for (const codec of ['h264', 'h265', 'av1'] as const) {
    const { frames } = await framesOf(sourceOf(await numberedFilm({ frames: 12, codec, bits: 10 })), {
      from: 0,
    });
    t.deepEqual(
      frames.map(({ picture }) => numberOf(picture)),
      Array.from({ length: 12 }, (_, number) => number),
      codec,
    );
  }
});

test('A frame of 8K is reduced while it is converted', async (t) => {
  const bytes = await numberedFilm({ frames: 2, width: 7680, height: 4320 });
  const { frames } = await framesOf(
    sourceOf(bytes),
    { from: 0 },
    { ...EVERY, within: { width: 512, height: 512 } },
  );
  t.deepEqual(
    frames.map(({ picture }) => numberOf(picture)),
    [0, 1],
  );
  t.like(frames[0]!.picture, { width: 512, height: 288 });
});
