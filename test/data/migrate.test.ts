import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { DataFolderError } from '../../data/DataFolderError.ts';
import { openFolder } from '../../data/openFolder.ts';
import { contentOf, folderWith } from './folders.ts';
import { REWRITTEN, TO_THREE } from './migrations.ts';
import { startChild } from './startChild.ts';

const FILES = 40;
const NEWER = /has layout [23], and this program knows layouts up to [12]\./;

/** As it is kept today, before any folder says its layout. */
function folderOfOne(t: ExecutionContext): Promise<string> {
  const names = REWRITTEN.flatMap((part) =>
    Array.from({ length: FILES }, (_, index) => `${part}/${index}.txt`),
  );
  const files = Object.fromEntries(names.map((name) => [name, 'one']));
  return folderWith(t, { ...files, 'events/events.db': '' });
}

async function contents(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const part of REWRITTEN)
    for (const name of await readdir(join(folder, part)))
      found.push(await readFile(join(folder, part, name), 'utf8'));
  return found;
}

const all = (content: string) => Array<string>(REWRITTEN.length * FILES).fill(content);

/** However far it had come: a program of each layout finds its own, whole, or refuses what is newer. */
async function checkWhole(t: ExecutionContext, folder: string): Promise<void> {
  const { steps } = TO_THREE();
  for (const [layout, content] of [
    [1, 'one'],
    [2, 'two'],
  ] as const) {
    const at = await openFolder(folder, { layout, steps: {} }).then(
      (close) => {
        close();
        return layout;
      },
      (error: Error) => {
        t.regex(error.message, /has layout \d/);
        return undefined;
      },
    );
    if (at !== undefined) t.deepEqual(await contents(folder), all(content));
  }
  (await openFolder(folder, { layout: 3, steps }))();
  t.deepEqual(await contents(folder), all('three'));
  const { layout } = JSON.parse(await readFile(join(folder, 'layout.json'), 'utf8'));
  t.is(layout, 3);
  t.deepEqual((await readdir(folder)).sort(), ['bucket', 'events', 'layout.json', 'lock.db', 'queues']);
  await t.throwsAsync(openFolder(folder, { layout: 1, steps: {} }), { message: NEWER });
}

test('an older layout is led to the new one step by step, each once', async (t) => {
  const folder = await folderOfOne(t);
  const told: string[] = [];
  (
    await openFolder(
      folder,
      TO_THREE((line) => told.push(line)),
    )
  )();
  t.is(new Set(told).size, told.length);
  t.deepEqual(
    told.map((line) => line.split(' ')[0]),
    [...all('two'), ...all('three')],
  );
  await checkWhole(t, folder);
});

test('a new folder is of the newest layout, and no step is taken', async (t) => {
  const folder = await folderWith(t, {});
  const told: string[] = [];
  (
    await openFolder(
      folder,
      TO_THREE((line) => told.push(line)),
    )
  )();
  t.deepEqual(told, []);
  t.regex(await readFile(join(folder, 'layout.json'), 'utf8'), /"layout":3/);
});

test('a step that fails leaves the folder as it was, but for what it says of itself', async (t) => {
  const folder = await folderOfOne(t);
  (await openFolder(folder, { layout: 1, steps: {} }))();
  const before = await contentOf(folder);
  const { layout, steps } = TO_THREE();
  const failing = async (from: string, into: string) => {
    await steps[1]!(from, into);
    throw new Error('The disk is full.');
  };
  await t.throwsAsync(openFolder(folder, { layout, steps: { ...steps, 1: failing } }), {
    message: 'The disk is full.',
  });
  const { preparing: _, ...after } = Object.fromEntries(
    Object.entries(await contentOf(folder)).filter(([name]) => !name.startsWith('preparing/')),
  );
  t.deepEqual(after, before);
  await checkWhole(t, folder);
});

test('where there is no way from its layout it says so, and changes nothing', async (t) => {
  const folder = await folderOfOne(t);
  (await openFolder(folder, { layout: 1, steps: {} }))();
  const before = await contentOf(folder);
  const { steps } = TO_THREE();
  await t.throwsAsync(openFolder(folder, { layout: 3, steps: { 1: steps[1]! } }), {
    instanceOf: DataFolderError,
    message: /has layout 1, this program needs 3 and knows no way from 2 to 3\. Start an older face-inbox/,
  });
  t.deepEqual(await contentOf(folder), before);
});

test('killed while a step is prepared, at any file, it is whole', async (t) => {
  for (let round = 0; round < 8; round++) {
    const folder = await folderOfOne(t);
    const child = startChild('folderChild.ts', [folder, 'migrate']);
    const last = Math.floor(((round + 0.5) / 8) * 4 * FILES);
    for (let line = 0; line < last; line++) await child.next();
    child.process.kill('SIGKILL');
    await child.ended;
    await checkWhole(t, folder);
  }
});

test('killed while a prepared step takes its place, it is whole', async (t) => {
  for (let round = 0; round < 8; round++) {
    const folder = await folderOfOne(t);
    const child = startChild('folderChild.ts', [folder, 'migrate']);
    const watcher = watch(folder, (_, name) => {
      if (name === 'replacing') child.process.kill('SIGKILL');
    });
    await child.ended;
    watcher.close();
    await checkWhole(t, folder);
  }
});

test('whatever part had taken its place when it was killed, the next start does the rest', async (t) => {
  for (const moved of [[], ['bucket'], ['bucket', 'queues'], ['bucket', 'queues', 'layout.json']]) {
    const folder = await folderOfOne(t);
    const replacing = join(folder, 'replacing');
    await mkdir(replacing);
    await TO_THREE().steps[2]!(folder, replacing);
    await writeFile(join(replacing, 'layout.json'), '{"program":"face-inbox","layout":3}');
    for (const name of moved) {
      if (name !== 'layout.json') await rename(join(folder, name), join(folder, '..', `old-${name}`));
      await rename(join(replacing, name), join(folder, name));
    }
    await checkWhole(t, folder);
  }
});
