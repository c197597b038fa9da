import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { DataFolderError } from '../../data/DataFolderError.ts';
import { openFolder } from '../../data/openFolder.ts';
import { contentOf, folderWith, newPath } from './folders.ts';

const NEWEST = '{"program":"face-inbox","layout":2}\n';
const SQLITE = 'SQLite format 3\0';

test('a folder that is made says its layout, and is for its owner alone', async (t) => {
  const folder = await newPath(t);
  (await openFolder(folder))();
  t.is(await readFile(join(folder, 'layout.json'), 'utf8'), NEWEST);
  t.is((await stat(folder)).mode & 0o777, 0o700);
});

test('a folder of before folders said their layout is of layout 1, and nothing else in it changes', async (t) => {
  const folder = await folderWith(t, {
    'bucket/s3.db': SQLITE,
    'queues/fauxqs.db': SQLITE,
    'tables/CURRENT': 'MANIFEST-000002\n',
    'tables/MANIFEST-000002': '',
    'of somebody else': 'kept',
  });
  await chmod(folder, 0o700);
  const before = await contentOf(folder);
  (await openFolder(folder, { layout: 1, steps: {} }))();
  t.deepEqual(await contentOf(folder), { ...before, 'layout.json': NEWEST.replace('2', '1') });
});

for (const [what, file, content, message] of [
  [
    'of a newer layout',
    'layout.json',
    '{"program":"face-inbox","layout":7}',
    /has layout 7, and this program knows layouts up to 2\. Start the newer face-inbox that wrote it, or choose another/,
  ],
  [
    'whose newer layout was about to come when a newer program was killed',
    'replacing/layout.json',
    '{"program":"face-inbox","layout":3}',
    /has layout 3, and this program knows layouts up to 2\./,
  ],
  [
    'whose layout is no number',
    'layout.json',
    '{"program":"face-inbox","layout":"1"}',
    /layout\.json says "\{.*must say which layout.*as in \{"program":"face-inbox","layout":2\}\. Put it back/,
  ],
  ['whose layout.json is cut short', 'layout.json', '{"prog', /layout\.json says "\{\\"prog", but must say/],
  ['that says another program', 'layout.json', '{"program":"x","layout":1}', /layout\.json says .*must say/],
  [
    'with a file that is no database',
    'bucket/s3.db',
    'this is no database',
    /s3\.db is no SQLite database: it begins with "this is no datab"\. Put it back.*restore FILE --force; or choose/,
  ],
  [
    'with a database cut short',
    'events/events.db',
    'SQLite',
    /events\.db is no SQLite database: it begins with "SQLite"\./,
  ],
  [
    'with tables that nothing names',
    'tables/000005.ldb',
    'x',
    /tables holds tables but not the file CURRENT, without which/,
  ],
  [
    'with tables whose list is missing',
    'tables/CURRENT',
    'MANIFEST-000009\n',
    /CURRENT names "MANIFEST-000009\\n", and no such file is there\./,
  ],
] as const)
  test(`a folder ${what} is refused with value, rule and remedy, and nothing in it changes`, async (t) => {
    const folder = await folderWith(t, { 'queues/fauxqs.db': SQLITE, [file]: content });
    await chmod(folder, 0o700);
    const before = await contentOf(folder);
    const error = await t.throwsAsync(openFolder(folder), { instanceOf: DataFolderError, message });
    t.regex(error!.message, /--data DIR$/);
    t.deepEqual(await contentOf(folder), before);
  });

test('a folder of another program is refused before it is locked or closed to others', async (t) => {
  for (const files of [
    { 'holiday.jpg': 'x', 'notes/a.txt': 'x' },
    { 'layout.json': '{"program":"x","layout":1}', 'x.txt': '' },
    { 'lock.db': '', 'x.txt': '' },
  ] as Record<string, string>[]) {
    const folder = await folderWith(t, files);
    const before = await contentOf(folder);
    await t.throwsAsync(openFolder(folder), {
      instanceOf: DataFolderError,
      message:
        / holds .* and nothing of face-inbox\. Its data needs a folder of its own: name an empty or a new one/,
    });
    t.deepEqual(await contentOf(folder), before);
  }
});

test('what a system puts into every folder, and what a killed start leaves, are nobody else’s', async (t) => {
  const folder = await folderWith(t, {
    '.DS_Store': 'x',
    'preparing/x': 'x',
    'copying/x': '',
    'lock.db': '',
  });
  await mkdir(join(folder, 'lost+found'));
  await mkdir(join(folder, 'queues'));
  (await openFolder(folder))();
  const left = Object.keys(await contentOf(folder));
  t.deepEqual(left, ['', '.DS_Store', 'layout.json', 'lost+found', 'queues']);
});

test('what can be no folder, or not be written to, is refused with the remedy', async (t) => {
  const folder = await folderWith(t, { file: '' });
  // Nothing can be made there, not even by root.
  const unwritable = process.platform === 'linux' ? '/sys/face-inbox' : join(folder, 'file', 'x');
  for (const path of [join(folder, 'file'), join(folder, 'file', 'x'), unwritable])
    await t.throwsAsync(openFolder(path), {
      instanceOf: DataFolderError,
      message: /^The data folder .* cannot be used: .*or choose another .*--data DIR$/,
    });
});

test('opened, stopped and opened again it is the same, whatever was removed of its lock meanwhile', async (t) => {
  const folder = await newPath(t);
  (await openFolder(folder))();
  await writeFile(join(folder, 'lock.db-journal'), '');
  (await openFolder(folder))();
  await rm(join(folder, 'lock.db'));
  (await openFolder(folder))();
  t.deepEqual(Object.keys(await contentOf(folder)), ['', 'layout.json']);
});
