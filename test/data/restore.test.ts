import { watch } from 'node:fs';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { DataFolderError } from '../../data/DataFolderError.ts';
import { openFolder } from '../../data/openFolder.ts';
import { ArchiveError } from '../../data/readArchive.ts';
import { restoreFolder } from '../../data/restoreFolder.ts';
import { archiveOf, archiveWith, faultsOf, folderOfBodies, HEAD, isWhole } from './archives.ts';
import { contentOf, folderWith, newPath } from './folders.ts';
import { startChild } from './startChild.ts';

test('what was copied of a folder is what is restored, for its owner alone, and the folder itself stays', async (t) => {
  const folder = await folderOfBodies(t, 'a');
  const file = await archiveOf(t, folder);
  t.deepEqual(faultsOf(await contentOf(folder), 'a'), []);
  const restored = await newPath(t);
  await restoreFolder({ file, folder: restored, force: false });
  t.deepEqual(faultsOf(await contentOf(restored), 'a'), []);
  t.true(isWhole(join(restored, 'bucket/s3.db')));
  t.is((await stat(restored)).mode & 0o777, 0o700);
  (await openFolder(restored))();
  t.deepEqual((await readdir(restored)).sort(), [
    'bucket',
    'events',
    'layout.json',
    'lock.db',
    'queues',
    'tables',
  ]);
});

test('a folder with photos is replaced only by force, and then as a whole', async (t) => {
  const file = await archiveOf(t, await folderOfBodies(t, 'a'));
  const folder = await folderOfBodies(t, 'b');
  await writeFile(join(folder, 'of somebody else'), 'kept');
  await writeFile(join(folder, 'layout.json'), '{"program":"face-inbox","layout":9}');
  const before = await contentOf(folder);
  await t.throwsAsync(restoreFolder({ file, folder, force: false }), {
    instanceOf: DataFolderError,
    message: /holds photos and results already, and restoring replaces them all\. Back it up and add --force/,
  });
  t.deepEqual(await contentOf(folder), before);
  await restoreFolder({ file, folder, force: true });
  const after = await contentOf(folder);
  t.deepEqual(faultsOf(after, 'a'), []);
  t.is(after['of somebody else'], 'kept');
  (await openFolder(folder))();
});

test('a folder of another program is refused by force too, and so is one in use', async (t) => {
  const file = await archiveOf(t, await folderOfBodies(t, 'a'));
  const foreign = await folderWith(t, { 'x.txt': 'x' });
  const before = await contentOf(foreign);
  await t.throwsAsync(restoreFolder({ file, folder: foreign, force: true }), {
    message: /nothing of face-inbox/,
  });
  t.deepEqual(await contentOf(foreign), before);
  const folder = await folderOfBodies(t, 'b');
  const close = await openFolder(folder);
  await t.throwsAsync(restoreFolder({ file, folder, force: true }), {
    instanceOf: DataFolderError,
    message:
      /is in use by a running face-inbox.*Stop it \(Ctrl-C\), restore, and start it again; or .*--data DIR$/,
  });
  close();
  t.deepEqual(faultsOf(await contentOf(folder), 'b'), []);
});

const BODY = 'face-inbox/bucket/bodies/aa/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
for (const [what, entries, message] of [
  [
    'holds a path that leads out',
    [HEAD, { name: 'face-inbox/../../evil', content: 'x' }],
    /is no file of a data fo/,
  ],
  [
    'holds an absolute path',
    [HEAD, { name: '/tmp/evil', content: 'x' }],
    /is no backup of face-inbox: it holds "\/tmp/,
  ],
  [
    'holds a path beside',
    [HEAD, { name: '../evil', content: 'x' }],
    /is no backup of face-inbox: it holds "\.\.\/evil"/,
  ],
  [
    'holds a link',
    [HEAD, { name: BODY, content: '', type: 'symlink', linkname: '/etc/passwd' }],
    /is no backup of face-inbox: it holds/,
  ],
  [
    'holds a hard link',
    [HEAD, { name: BODY, content: '', type: 'link', linkname: '../../x' }],
    /is no backup of face-inbox: it holds/,
  ],
  [
    'holds a file twice',
    [HEAD, { name: BODY, content: '1' }, { name: BODY, content: '2' }],
    /is no file of a data/,
  ],
  [
    'holds a lock',
    [HEAD, { name: 'face-inbox/lock.db', content: '' }],
    /"lock\.db" is no file of a data folder/,
  ],
  ['says its layout twice', [HEAD, HEAD], /"layout\.json" is no file of a data folder/],
  [
    'is of a newer layout',
    [{ ...HEAD, content: '{"program":"face-inbox","layout":3}' }],
    /has layout 3, and this program knows layouts up to 2\. Restore it with the newer face-inbox that wrote it\.$/,
  ],
  [
    'is of another program',
    [{ ...HEAD, content: '{"program":"x","layout":1}' }],
    /is no backup of face-inbox: its layout\.json says .*Name a file that `npx face-inbox backup FILE` wrote\.$/,
  ],
  [
    'is some other tar file',
    [{ name: 'photos/a.jpg', content: 'x' }],
    /is no backup of face-inbox: it holds "photos/,
  ],
  [
    'holds a file that is no database',
    [HEAD, { name: 'face-inbox/bucket/s3.db', content: 'this is none' }],
    /is no SQLite database/,
  ],
] as const)
  test(`a file that ${what} is refused, and nothing is changed within or without the folder`, async (t) => {
    const file = await archiveWith(t, entries as unknown as Parameters<typeof archiveWith>[1]);
    const folder = await folderOfBodies(t, 'b', 3, 10);
    const before = await contentOf(dirname(folder));
    await t.throwsAsync(restoreFolder({ file, folder, force: true }), { message });
    t.deepEqual(await contentOf(dirname(folder)), before);
  });

test('what is no tar file, nothing at all, or without its end is refused', async (t) => {
  const folder = await newPath(t);
  const other = await folderWith(t, { 'photo.jpg': 'x'.repeat(5000), empty: '', zeros: '\0'.repeat(20_000) });
  for (const name of ['photo.jpg', 'empty', 'zeros'])
    await t.throwsAsync(restoreFolder({ file: join(other, name), folder, force: false }), {
      instanceOf: ArchiveError,
      message: /is no backup of face-inbox: .*Name a file that/,
    });
  const file = await archiveWith(t, [HEAD, { name: BODY, content: 'x' }], false);
  await t.throwsAsync(restoreFolder({ file, folder, force: false }), {
    instanceOf: ArchiveError,
    message: /is damaged or cut short: its end is missing\. Nothing was restored; /,
  });
  await t.throwsAsync(stat(join(folder, 'bucket')));
});

test('cut short at any place, or with any byte another, it is refused, and what was there stays', async (t) => {
  const file = await archiveOf(t, await folderOfBodies(t, 'a', 4, 3000));
  const whole = await readFile(file);
  const folder = await folderOfBodies(t, 'b', 3, 10);
  const before = await contentOf(folder);
  const wrong = join(dirname(file), 'wrong.tar');
  const isRefused = async (content: Buffer, what: string) => {
    await writeFile(wrong, content);
    const error = await restoreFolder({ file: wrong, folder, force: true }).then(
      () => undefined,
      (reason: Error) => reason,
    );
    t.true(error instanceof ArchiveError, `${what}: ${error}`);
  };
  for (let end = 0; end < whole.length; end += 1531) await isRefused(whole.subarray(0, end), `cut at ${end}`);
  await isRefused(whole.subarray(0, whole.length - 1024), 'without the end of a tar file');
  for (let at = 7; at < whole.length; at += 1531) {
    const flipped = Buffer.from(whole);
    flipped[at]! ^= 0x40;
    if (isPadding(whole, at)) continue;
    await isRefused(flipped, `another byte at ${at}`);
  }
  t.deepEqual(await contentOf(folder), before);
  await restoreFolder({ file, folder, force: true });
  t.deepEqual(faultsOf(await contentOf(folder), 'a', 4, 3000), []);
});

/** A file of a tar is filled up to 512 bytes with what nobody reads. */
function isPadding(tar: Buffer, at: number): boolean {
  for (let header = 0; header < tar.length - 1024; ) {
    const size = Number.parseInt(tar.toString('latin1', header + 124, header + 135), 8);
    const end = header + 512 + size;
    const next = header + 512 + Math.ceil(size / 512) * 512;
    if (at < next) return at >= end;
    header = next;
  }
  return false;
}

test('killed at any moment it has restored all or nothing', async (t) => {
  const file = await archiveOf(t, await folderOfBodies(t, 'a'));
  const { size } = await stat(file);
  const outcomes = { a: 0, b: 0 };
  for (let round = 0; round < 12; round++) {
    const folder = await folderOfBodies(t, 'b');
    const child = startChild('restoreChild.ts', [file, folder]);
    const kill = () => child.process.kill('SIGKILL');
    const watcher = watch(folder, (_, name) => {
      if (round >= 6 && name === 'replacing') kill();
    });
    for (let line = await child.next(); line !== undefined; line = await child.next())
      if (round < 6 && Number(line) >= (size * round) / 5) kill();
    await child.ended;
    watcher.close();
    (await openFolder(folder))();
    const content = await contentOf(folder);
    const which = content[Object.keys(content).find((name) => /bodies\/..\/./.test(name))!]![0] as 'a' | 'b';
    t.deepEqual(faultsOf(content, which), []);
    t.true(isWhole(join(folder, 'bucket/s3.db')));
    outcomes[which]++;
  }
  t.true(outcomes.a >= 5 && outcomes.b >= 3, JSON.stringify(outcomes));
});

test('a folder may be named by a link, which stays one', async (t) => {
  const file = await archiveOf(t, await folderOfBodies(t, 'a', 3, 10));
  const folder = await folderOfBodies(t, 'b', 3, 10);
  const link = `${folder}-link`;
  await symlink(folder, link);
  await restoreFolder({ file, folder: link, force: true });
  t.deepEqual(faultsOf(await contentOf(folder), 'a', 3, 10), []);
});
