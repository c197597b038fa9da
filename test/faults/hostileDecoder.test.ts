import test from 'ava';
import sharp from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { DecoderError } from '../../faces/decode/worker/DecoderError.ts';
import { sample } from '../support/samples.ts';
import { goesOn, gone, LIMITS, large, opened, testLinux } from './support/openTestDecoder.ts';

test.serial('What the process decodes is, pixel for pixel, what is decoded without it', async (t) => {
  const decoder = opened(t);
  const photo = await sample(2);
  for (const [what, bytes] of [
    ['in full', photo],
    ['turned', await sharp(photo).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ['transparent', await sharp(photo).resize(900).ensureAlpha(0.4).webp().toBuffer()],
  ] as const)
    for (const enough of [undefined, 500]) {
      const limits = { ...LIMITS, ...(enough !== undefined && { enough }) };
      const [there, here] = await Promise.all([decoder.decode(bytes, limits), decode(bytes, limits)]);
      t.deepEqual(
        { ...there, picture: undefined, region: undefined, inFull: undefined, letGo: undefined },
        { ...here, picture: undefined, region: undefined, inFull: undefined, letGo: undefined } as never,
        what,
      );
      t.deepEqual([there.picture.width, there.picture.height], [here.picture.width, here.picture.height]);
      t.true(Buffer.from(there.picture.rgb).equals(here.picture.rgb), what);
      const rect = { x: 3.5, y: 9.25, width: 101.5, height: 57 };
      t.deepEqual(there.inFull(rect), here.inFull(rect));
      const [one, other] = [await there.region(rect), await here.region(rect)];
      t.deepEqual([one.width, one.height], [other.width, other.height]);
      t.true(Buffer.from(one.rgb).equals(other.rgb), `a region, ${what}`);
      await t.throwsAsync(there.region({ ...rect, x: 1e6 }), { instanceOf: RangeError });
    }
});

test.serial('Photos that are decoded at once each keep their own regions, also when let go', async (t) => {
  const decoder = opened(t);
  const all = await Promise.all(
    ([1, 2, 3, 4] as const).map(async (number) => {
      const bytes = await sample(number);
      return { bytes, photo: await decoder.decode(bytes, { ...LIMITS, enough: 300 }) };
    }),
  );
  all[3]!.photo.letGo();
  const rect = { x: 200, y: 150, width: 40, height: 30 };
  for (const { bytes, photo } of all) {
    const [one, other] = [await photo.region(rect), await (await decode(bytes, LIMITS)).region(rect)];
    t.true(Buffer.from(one.rgb).equals(other.rgb));
  }
});

test.serial('A refusal comes from the process as it would without it', async (t) => {
  const decoder = opened(t);
  for (const bytes of [Buffer.alloc(0), Buffer.from('text'), (await sample(1)).subarray(0, 60_000)]) {
    const there = await t.throwsAsync(decoder.decode(bytes, LIMITS), { instanceOf: PhotoError });
    const here = await t.throwsAsync(decode(bytes, LIMITS), { instanceOf: PhotoError });
    t.is(there?.message, here?.message);
    t.is(there?.reason, here?.reason);
  }
  await goesOn(t, decoder);
});

test.serial('A photo that takes longer than the limit is refused, and the next one is decoded', async (t) => {
  const bytes = await large();
  const decoder = opened(t, { seconds: 0.05 });
  // Where others are at work, it may not be let compute; then that is told, and it is nobody's fault.
  const error = await t.throwsAsync(async () => {
    for (;;)
      await decoder.decode(bytes, LIMITS).catch((told) => {
        if (!(told instanceof DecoderError)) throw told;
        t.regex(told.message, /was not let compute for half of 0\.05 seconds/);
      });
  });
  t.true(error instanceof PhotoError);
  t.is((error as PhotoError).reason, 'too-slow');
  t.regex(error!.message, /within 0\.05 seconds.*smaller.*DECODE_SECONDS/);
  const tiny = await sharp(await sample(3))
    .resize(100)
    .jpeg()
    .toBuffer();
  await t.notThrowsAsync(async () => {
    for (;;)
      try {
        return await decoder.decode(tiny, LIMITS);
      } catch (told) {
        if (!(told instanceof DecoderError)) throw told;
      }
  });
});

testLinux('A process that is not let compute says nothing of the photo', async (t) => {
  const decoder = opened(t, { seconds: 0.5, onReady: (pid) => process.kill(pid, 'SIGSTOP') });
  const error = await t.throwsAsync(decoder.decode(await sample(3), LIMITS), { instanceOf: DecoderError });
  t.regex(error!.message, /was not let compute.*trying again may succeed/);
});

testLinux(
  'A photo that takes more memory than the limit is refused, and the next one is decoded',
  async (t) => {
    const decoder = opened(t, { megabytes: 250 });
    const error = await t.throwsAsync(decoder.decode(await large(), LIMITS), { instanceOf: PhotoError });
    t.is(error!.reason, 'too-much-memory');
    t.regex(error!.message, /more than 250 MB.*smaller.*DECODE_MEGABYTES/);
    await goesOn(t, decoder);
  },
);

test.serial('A crash of the decoder is tried once more, in a fresh process', async (t) => {
  const pids: number[] = [];
  const decoder = opened(t, {
    onReady: (pid) => {
      if (pids.push(pid) === 1) process.kill(pid, 'SIGSEGV');
    },
  });
  await goesOn(t, decoder);
  t.is(pids.length, 2);
  t.is(decoder.pid(), pids[1]!);
});

test.serial(
  'A photo at which the decoder crashes twice is refused, and costs no other anything',
  async (t) => {
    const pids: number[] = [];
    const decoder = opened(t, {
      onReady: (pid) => {
        if (pids.push(pid) <= 2) process.kill(pid, 'SIGABRT');
      },
    });
    const harm = decoder.decode(await sample(1), LIMITS);
    const others = [goesOn(t, decoder), goesOn(t, decoder)];
    const error = await t.throwsAsync(harm, { instanceOf: PhotoError });
    t.is(error!.reason, 'breaks-decoder');
    t.regex(error!.message, /crashed twice.*ended by SIGABRT.*another format/);
    await Promise.all(others);
    t.is(pids.length, 3);
  },
);

for (const signal of ['SIGKILL', 'SIGTERM'] as const)
  test.serial(
    `A process that ${signal} ends in the middle of a photo is replaced: nobody is refused`,
    async (t) => {
      const pids: number[] = [];
      const decoder = opened(t, {
        onReady: (pid) => {
          if (pids.push(pid) === 1) process.kill(pid, signal);
        },
      });
      await goesOn(t, decoder);
      t.is(pids.length, 2);
    },
  );

test.serial('Killed at every try, the process is at fault and not the photo', async (t) => {
  let on = true;
  const decoder = opened(t, { onReady: (pid) => on && process.kill(pid, 'SIGKILL') });
  const error = await t.throwsAsync(decoder.decode(await sample(1), LIMITS), { instanceOf: DecoderError });
  t.regex(error!.message, /SIGKILL from outside, twice.*trying again may succeed/);
  on = false;
  await t.notThrowsAsync(async () => {
    for (;;)
      try {
        return await goesOn(t, decoder);
      } catch (told) {
        if (!(told instanceof DecoderError)) throw told; // of the process that was started before
      }
  });
});

test.serial('A process that dies while it has nothing to do is replaced', async (t) => {
  const decoder = opened(t);
  await goesOn(t, decoder);
  const first = decoder.pid();
  process.kill(first, 'SIGKILL');
  await gone(first);
  await goesOn(t, decoder);
  t.not(decoder.pid(), first);
});

test.serial('A region is decoded again where the process that held the photo has died', async (t) => {
  const decoder = opened(t);
  const bytes = await sample(1);
  const photo = await decoder.decode(bytes, { ...LIMITS, enough: 300 });
  process.kill(decoder.pid(), 'SIGKILL');
  const rect = { x: 100, y: 100, width: 50, height: 40 };
  const [one, other] = [await photo.region(rect), await (await decode(bytes, LIMITS)).region(rect)];
  t.true(Buffer.from(one.rgb).equals(other.rgb));
});
