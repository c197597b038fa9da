import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { DecoderError } from '../../faces/decode/worker/DecoderError.ts';
import { probe } from '../../video/probe.ts';
import { VideoError } from '../../video/VideoError.ts';
import type { VideoDecoder } from '../../video/worker/openVideoDecoder.ts';
import { testLinux } from '../faults/support/openTestDecoder.ts';
import { EVERY, framesOf, numberedFilm, sourceOf } from './support/films.ts';
import { numberOf } from './support/numbered.ts';
import { opened } from './support/openTestDecoder.ts';

async function numbersOf(decoder: VideoDecoder, bytes: Uint8Array, chunk: { from: number; to?: number }) {
  const numbers: number[] = [];
  for await (const { picture } of decoder.decodeChunk(sourceOf(bytes), chunk, EVERY))
    numbers.push(numberOf(picture));
  return numbers;
}

/** Takes hundreds of milliseconds to decode, and hundreds of megabytes. */
let large: Promise<Buffer> | undefined;
const film8K = () => {
  large ??= numberedFilm({ frames: 6, width: 7680, height: 4320 });
  return large;
};

const upTo = (length: number) => Array.from({ length }, (_, number) => number);

test.serial('What the process tells and decodes is what is told and decoded without it', async (t) => {
  const decoder = opened(t);
  const bytes = await numberedFilm({ frames: 120, keyEvery: 30, bFrames: 2 });
  t.deepEqual(await decoder.probe(sourceOf(bytes)), await probe(sourceOf(bytes)));
  const broken = Buffer.from(bytes);
  const middle = bytes.length >> 1;
  broken.fill(0xff, middle, middle + 300);
  for (const film of [bytes, broken])
    for (const frames of ['every', 5] as const) {
      const options = { ...EVERY, frames };
      const here = await framesOf(sourceOf(film), { from: 1.2 }, options);
      const there = [];
      let missing: unknown;
      for await (const frame of decoder.decodeChunk(sourceOf(film), { from: 1.2 }, options, (spans) => {
        missing = spans;
      }))
        there.push(frame);
      t.deepEqual(
        there.map(({ time }) => time),
        here.frames.map(({ time }) => time),
      );
      t.true(there.every(({ picture }, at) => Buffer.from(here.frames[at]!.picture.rgb).equals(picture.rgb)));
      t.deepEqual(missing, here.missing);
    }
});

test.serial('Chunks are decoded one after the other, also where they are asked for at once', async (t) => {
  const decoder = opened(t);
  const bytes = await numberedFilm({ frames: 120, keyEvery: 30 });
  const chunks = [
    { from: 0, to: 1.2 },
    { from: 1.2, to: 2.4 },
    { from: 2.4, to: 3.6 },
  ];
  const all = await Promise.all(chunks.map((chunk) => numbersOf(decoder, bytes, chunk)));
  t.deepEqual(all.flat(), upTo(90));
});

test.serial('A chunk of which no more is wanted makes room for the next', async (t) => {
  const decoder = opened(t);
  const bytes = await numberedFilm({ frames: 500 });
  for await (const { time } of decoder.decodeChunk(sourceOf(bytes), { from: 0 }, EVERY))
    if (time > 0.1) break;
  t.is((await numbersOf(decoder, bytes, { from: 18 })).length, 50);
});

testLinux(
  'A chunk goes on in a fresh process where the first was killed, and has each frame once',
  async (t) => {
    const decoder = opened(t);
    const bytes = await numberedFilm({ frames: 300, width: 640, height: 360 });
    const options = { ...EVERY, within: { width: 640, height: 360 } };
    const numbers: number[] = [];
    for await (const { picture } of decoder.decodeChunk(sourceOf(bytes), { from: 0 }, options)) {
      numbers.push(numberOf(picture));
      if (numbers.length === 30) process.kill(decoder.pid(), 'SIGKILL');
    }
    t.deepEqual(numbers, upTo(300));
  },
);

test.serial(
  'A chunk that takes longer than the limit is refused, and the next film is decoded',
  async (t) => {
    const bytes = await film8K();
    const decoder = opened(t, { seconds: 0.1 });
    await decoder.ready;
    // Where others are at work, it may not be let compute; then that is told, and it is nobody's fault.
    const error = await t.throwsAsync(async () => {
      for (;;)
        try {
          for await (const _ of decoder.decodeChunk(sourceOf(bytes), { from: 0 }, EVERY));
        } catch (told) {
          if (!(told instanceof DecoderError)) throw told;
          t.regex(told.message, /was not let compute for half of 0\.1 seconds/);
        }
    });
    t.is((error as VideoError).reason, 'too-slow');
    t.regex(error!.message, /within 0\.1 seconds.*smaller size/);
  },
);

test.serial('What is waited for the source does not count', async (t) => {
  const bytes = await numberedFilm({ frames: 20 });
  const decoder = opened(t, { seconds: 3 });
  await decoder.ready;
  const source = sourceOf(bytes);
  const slow = {
    ...source,
    async read(start: number, end: number) {
      const until = performance.now() + 3500;
      while (performance.now() < until) await new Promise(setImmediate);
      return source.read(start, end);
    },
  };
  t.is((await decoder.probe(slow)).duration, 0.8);
});

testLinux(
  'A film that takes more memory than the limit is refused, and the next one is decoded',
  async (t) => {
    const bytes = await film8K();
    const decoder = opened(t, { megabytes: 200 });
    const error = await t.throwsAsync(numbersOf(decoder, bytes, { from: 0 }), { instanceOf: VideoError });
    t.is((error as VideoError).reason, 'too-much-memory');
    t.regex(error!.message, /more than 200 MB.*smaller size/);
    t.deepEqual(await numbersOf(decoder, await numberedFilm({ frames: 3 }), { from: 0 }), upTo(3));
  },
);

testLinux('The process has no credentials, may start no program, and leaves nothing behind', async (t) => {
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  t.teardown(() => delete process.env.AWS_SECRET_ACCESS_KEY);
  const decoder = opened(t);
  await decoder.ready;
  const environment = readFileSync(`/proc/${decoder.pid()}/environ`, 'latin1');
  t.notRegex(environment, /AWS/);
  const flags = readFileSync(`/proc/${decoder.pid()}/cmdline`, 'latin1').split('\0');
  t.true(flags.includes('--permission'));
  t.false(flags.some((flag) => /allow-(child-process|net|wasi|inspector)|allow-fs-\w+=[*/]?$/.test(flag)));
  const folder = /(?:^|\0)TMPDIR=([^\0]+)/.exec(environment)![1]!;
  t.true(existsSync(folder));
  await decoder.close();
  t.false(existsSync(folder));
});

testLinux('Films that are cut short or have bits flipped harm nothing', async (t) => {
  const decoder = opened(t, { seconds: 20 });
  const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1e6);
  t.log(`seed ${seed}`);
  let state = seed;
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  const outcomes: Record<string, number> = {};
  for (const kind of [
    { container: 'mp4', codec: 'h264', bFrames: 2 },
    { container: 'mp4', codec: 'h265' },
    { container: 'mp4', codec: 'h264', fragmented: true },
    { container: 'matroska', codec: 'h264' },
    { container: 'webm', codec: 'vp9' },
    { container: 'webm', codec: 'av1' },
  ] as const) {
    const film = await numberedFilm({ frames: 20, keyEvery: 10, ...kind });
    for (let round = 0; round < 40; round++) {
      const bytes = Buffer.from(film.subarray(0, round % 4 === 0 ? random(film.length) : film.length));
      // Headers, of which there are few, are hit as often as frames.
      const reach = round % 2 === 0 ? bytes.length : Math.min(bytes.length, 1500);
      for (let flip = 0; flip < 1 + (round % 8) && reach > 0; flip++) bytes[random(reach)]! ^= 1 << random(8);
      const outcome = await decoder
        .probe(sourceOf(bytes))
        .then(async () => {
          for await (const _ of decoder.decodeChunk(sourceOf(bytes), { from: 0 }, EVERY));
          return 'decoded';
        })
        .catch((error) => {
          if (!(error instanceof VideoError)) throw error;
          return error.reason;
        });
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      t.not(outcome, 'breaks-decoder', `seed ${seed}, ${JSON.stringify(kind)}, round ${round}`);
    }
  }
  t.log(outcomes);
  t.true(outcomes.decoded! > 20);
});
