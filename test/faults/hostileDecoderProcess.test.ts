import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { DecoderError } from '../../faces/decode/worker/DecoderError.ts';
import { openDecoder } from '../../faces/decode/worker/openDecoder.ts';
import { processorSeconds } from '../../faces/decode/worker/processorSeconds.ts';
import { Ended, startDecoder } from '../../faces/decode/worker/startDecoder.ts';
import { heic } from '../faces/support/heic.ts';
import { testWith } from '../faces/support/needs.ts';
import { sample } from '../support/samples.ts';

const testHeic = testWith('pillow-heif');
/** Where a test looks at processes from outside. */
const testLinux = process.platform === 'linux' ? test.serial : test.serial.skip;

const LIMITS = { maxPixels: 150_000_000 };
const AMPLE = { seconds: 120, megabytes: 4000 };

type Options = Partial<Parameters<typeof openDecoder>[0]>;

/** A decoder of which nothing is left after the test. */
function opened(t: ExecutionContext, options: Options = {}) {
  const decoder = openDecoder({ ...AMPLE, ...options });
  t.teardown(() => decoder.close());
  return decoder;
}

/** It takes seconds to decode, and hundreds of megabytes: 16 bits, and interlaced. */
const large = () =>
  sharp({ create: { width: 9000, height: 6000, channels: 3, background: '#789' } })
    .toColourspace('rgb16')
    .png({ compressionLevel: 1, progressive: true })
    .toBuffer();

async function goesOn(t: ExecutionContext, decoder: ReturnType<typeof openDecoder>) {
  const { picture } = await decoder.decode(await sample(3), LIMITS);
  t.true(picture.width > 1000, 'the next photo is decoded as if nothing had been');
}

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

testLinux('The process has no credentials, and may start no program', async (t) => {
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  t.teardown(() => delete process.env.AWS_SECRET_ACCESS_KEY);
  const decoder = opened(t);
  await decoder.ready;
  const environment = readFileSync(`/proc/${decoder.pid()}/environ`, 'latin1').split('\0');
  const names = environment.filter(Boolean).map((entry) => entry.split('=')[0]!);
  const wanted = ['TMPDIR', 'TZ', 'MALLOC_ARENA_MAX', 'LD_LIBRARY_PATH', 'NODE_COMPILE_CACHE'];
  t.deepEqual(
    names.filter((name) => !wanted.includes(name)),
    [],
  );
  const flags = readFileSync(`/proc/${decoder.pid()}/cmdline`, 'latin1').split('\0');
  t.true(flags.includes('--permission'));
  t.false(flags.some((flag) => /allow-(child-process|net|wasi|inspector)|allow-fs-\w+=[*/]?$/.test(flag)));
});

testLinux('What a photo needs on the disk is gone with the process, however it ends', async (t) => {
  const decoder = opened(t);
  await decoder.decode(await sample(1), { ...LIMITS, enough: 300 });
  const folder = folderOf(decoder.pid());
  t.true(existsSync(folder));
  t.deepEqual(readdirSync(folder), []);
  process.kill(decoder.pid(), 'SIGKILL');
  await goesOn(t, decoder);
  t.false(existsSync(folder));
});

/** A parent of its own: the pid of the process that it started, and what it prints next. */
async function parent(t: ExecutionContext, doing: string, photo = '') {
  const node = spawn(process.execPath, [join(import.meta.dirname, 'decodingChild.ts'), doing, photo], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => node.kill('SIGKILL'));
  const lines = createInterface(node.stdout!)[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value as string;
  return { node, pid: Number(await line()), line };
}

testLinux('The process ends when its parent is killed, idle or in the middle of a photo', async (t) => {
  const file = join(tmpdir(), `face-inbox-hostile-${process.pid}.png`);
  await sharp(await large()).toFile(file);
  t.teardown(() => rm(file, { force: true }));
  for (const doing of ['nothing', 'decoding']) {
    const { node, pid } = await parent(t, doing, file);
    const folder = folderOf(pid);
    node.kill('SIGKILL');
    await gone(pid);
    t.false(existsSync(folder), doing);
  }
});

testHeic(
  'The process ends at once when its parent is killed while WebAssembly computes without a pause',
  async (t) => {
    const file = join(tmpdir(), `face-inbox-hostile-${process.pid}.heic`);
    t.teardown(() => rm(file, { force: true }));
    await writeFile(
      file,
      await heic(
        await sharp(await sample(1))
          .resize(2400)
          .png()
          .toBuffer(),
      ),
    );
    const undisturbed = await parent(t, 'decoding', file);
    const began = performance.now();
    await undisturbed.line();
    const decoding = performance.now() - began;
    const { node, pid } = await parent(t, 'decoding', file);
    const folder = folderOf(pid);
    // Not before it computes: while WebAssembly is compiled, the process would still hear of its parent's end.
    const before = processorSeconds(pid)!;
    while (processorSeconds(pid)! < before + 0.5);
    const killed = performance.now();
    node.kill('SIGKILL');
    await gone(pid);
    const ending = performance.now() - killed;
    t.true(ending * 2 < decoding, `${ending} ms, where the photo takes ${decoding} ms`);
    t.false(existsSync(folder));
  },
);

testHeic('An error that nobody catches ends the process, also while it watches its parent', async (t) => {
  const child = startDecoder(AMPLE);
  t.teardown(() => child.end());
  // Upon which it watches: in a thread that nothing but its parent's end can end.
  const bytes = await heic(
    await sharp(await sample(1))
      .png()
      .toBuffer(),
  );
  await child.ask({ what: 'decode', bytes: bytes.length, limits: LIMITS }, bytes);
  const noJson = { toJSON: () => undefined } as never;
  const end = await t.throwsAsync(child.ask(noJson), { instanceOf: Ended });
  t.is(end?.how, 'crashed');
});

test.serial('A parent that has nothing more to do ends, and the process with it', async (t) => {
  const { node, pid } = await parent(t, 'leave');
  const [code] = await once(node, 'exit');
  t.is(code, 0);
  await gone(pid);
});

/** Resolves when there is no such process. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
      // A killed child of this process is there until it is waited for.
      if (process.platform === 'linux' && / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) return;
    } catch {
      return;
    }
    await new Promise(setImmediate);
  }
}

const folderOf = (pid: number): string =>
  /(?:^|\0)TMPDIR=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))![1]!;
