import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { openPictureFolder, openPictureMemory } from '../../api/pictures/openPictureStore.ts';

const KB = 1000;
const bytes = (many: number) => Buffer.alloc(many * KB, many);

test('in memory what was not asked for longest goes first, and all of an image at once', async (t) => {
  const kept = openPictureMemory(10 * KB);
  for (const name of ['a', 'b', 'c']) await kept.put('photo', name, bytes(3));
  await kept.get('photo', 'a');
  await kept.put('other', 'd', bytes(3));
  t.deepEqual(await kept.get('photo', 'a'), bytes(3));
  t.is(await kept.get('photo', 'b'), undefined);
  t.truthy(await kept.get('photo', 'c'));
  await kept.remove('photo');
  t.is(await kept.get('photo', 'a'), undefined);
  t.truthy(await kept.get('other', 'd'));
});

async function folder(t: { teardown(fn: () => Promise<void>): void }) {
  const path = await mkdtemp(join(tmpdir(), 'face-inbox-store-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function filesIn(path: string) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('a folder stays about as small as it is to be, and what was not asked for longest goes first', async (t) => {
  const path = await folder(t);
  const kept = openPictureFolder(path, 100 * KB);
  await kept.put('photo', 'old', bytes(10));
  const [old] = await filesIn(path);
  await utimes(old!, new Date(0), new Date(0));
  for (let at = 0; at < 30; at++) await kept.put(`photo ${at}`, 'x', bytes(10));
  const sizes = await Promise.all((await filesIn(path)).map(async (file) => (await stat(file)).size));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  t.true(size <= 110 * KB && size >= 80 * KB, `${size}`);
  t.is(await kept.get('photo', 'old'), undefined);
  t.deepEqual(await kept.get('photo 29', 'x'), bytes(10));
});

test('the folder of an image goes with the last of its pictures', async (t) => {
  const path = await folder(t);
  const kept = openPictureFolder(path, 100 * KB);
  for (let at = 0; at < 60; at++) await kept.put(`photo ${at % 30}`, `x ${at % 2}`, bytes(10));
  const used = new Set((await filesIn(path)).map((file) => dirname(file)));
  t.deepEqual((await readdir(path)).map((name) => join(path, name)).sort(), [...used].sort());
  t.true(used.size < 30);
});

test('two processes share a folder, and what one removes the other has no more', async (t) => {
  const path = await folder(t);
  const [one, other] = [openPictureFolder(path), openPictureFolder(path)];
  await one.put('../a/photo', 'x', bytes(1));
  t.deepEqual(await other.get('../a/photo', 'x'), bytes(1));
  await other.remove('../a/photo');
  t.is(await one.get('../a/photo', 'x'), undefined);
  t.deepEqual(await filesIn(path), []);
});

test('where nothing can be written it is as if nothing were kept', async (t) => {
  const path = await folder(t);
  const kept = openPictureFolder(join(path, '\0'));
  await kept.put('photo', 'x', bytes(1));
  t.is(await kept.get('photo', 'x'), undefined);
  await kept.remove('photo');
});
