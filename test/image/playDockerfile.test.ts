import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { makeContext, playDockerfile } from './playDockerfile.ts';

async function folderWith(t: ExecutionContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-play-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

test('files are copied, commands run where they stand, and stages copied from', async (t) => {
  const context = await folderWith(t, { 'a.txt': 'a', 'b/c.txt': 'c' });
  const image = await playDockerfile({
    text: [
      '# A comment',
      'FROM somewhere AS first',
      'WORKDIR /var/task',
      'COPY a.txt ./',
      'COPY b b',
      'RUN cat a.txt b/c.txt \\',
      '    > both.txt',
      'RUN fetch it',
      'FROM somewhere',
      'COPY --from=first /var/task /var/task',
      'ENV ONE=1 TWO=--two',
      'CMD ["a.handler"]',
    ].join('\n'),
    context,
    folder: await folderWith(t, {}),
    environment: { PATH: process.env.PATH! },
    instead: { 'fetch it': (folder) => writeFile(join(folder, 'fetched.txt'), 'it') },
  });
  const task = join(image.root, 'var/task');
  t.deepEqual((await readdir(task)).sort(), ['a.txt', 'b', 'both.txt', 'fetched.txt']);
  t.is(await readFile(join(task, 'both.txt'), 'utf8'), 'ac');
  t.deepEqual(image.environment, { ONE: '1', TWO: '--two' });
  t.deepEqual(image.command, ['a.handler']);
});

test('what fails, is not known or is not run any more is an error', async (t) => {
  const play = async (text: string, instead = {}) =>
    playDockerfile({
      ...{ text, context: await folderWith(t, {}), folder: await folderWith(t, {}) },
      ...{ environment: { PATH: process.env.PATH! }, instead },
    });
  await t.throwsAsync(play('FROM a\nCOPY nothing ./'), { code: 'ENOENT' });
  await t.throwsAsync(play('FROM a\nRUN exit 3'), { code: 3 } as never);
  await t.throwsAsync(play('FROM a\nVOLUME /x'), { message: /VOLUME cannot be played/ });
  await t.throwsAsync(play('FROM a\n  lost'), { message: /" {2}lost" is no instruction/ });
  await t.throwsAsync(play('FROM a', { 'fetch it': () => {} }), {
    message: /does not run fetch it any more/,
  });
});

test('the context has what .dockerignore lets through', async (t) => {
  const files = ['a/b.txt', 'a/d.txt', 'c/e.txt', 'c/models/f.txt', 'g.txt', 'package.json'];
  const project = await folderWith(t, Object.fromEntries(files.map((name) => [name, ''])));
  const to = await folderWith(t, {});
  await makeContext(project, '# What is needed\n*\n!package.json\n!a/b.txt\n!c\nc/models\n', to);
  const all = await readdir(to, { recursive: true, withFileTypes: true });
  const found = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  t.deepEqual(found.map((path) => path.slice(to.length + 1)).sort(), ['a/b.txt', 'c/e.txt', 'package.json']);
});
