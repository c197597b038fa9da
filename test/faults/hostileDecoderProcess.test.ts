import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { Ended } from '../../faces/decode/worker/Ended.ts';
import { processorSeconds } from '../../faces/decode/worker/processorSeconds.ts';
import { startDecoder } from '../../faces/decode/worker/startDecoder.ts';
import { heic } from '../faces/support/heic.ts';
import { testWith } from '../faces/support/needs.ts';
import { sample } from '../support/samples.ts';
import { AMPLE, goesOn, gone, LIMITS, large, opened, testLinux } from './support/openTestDecoder.ts';

const testHeic = testWith('pillow-heif');

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
      .resize(400)
      .png()
      .toBuffer(),
  );
  await child.ask({ what: 'decode', bytes: bytes.length, limits: LIMITS }, { bytes });
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

const folderOf = (pid: number): string =>
  /(?:^|\0)TMPDIR=([^\0]+)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))![1]!;
