import { symlink } from 'node:fs/promises';
import test from 'ava';
import { FolderInUseError } from '../../data/lockFolder.ts';
import { openFolder } from '../../data/openFolder.ts';
import { newPath } from './folders.ts';
import { type Child, startChild } from './startChild.ts';

const start = async (folder: string): Promise<Child> => {
  const child = startChild('folderChild.ts', [folder]);
  await child.next(); // ready
  return child;
};
const ask = (child: Child) => {
  child.process.stdin!.write('\n');
  return child.next();
};

test('a folder is one process’s, by whatever path it is named, until that process ends, however it ends', async (t) => {
  const folder = await newPath(t);
  const holder = await start(folder);
  t.is(await ask(holder), 'open');
  const link = `${folder}-link`;
  await symlink(folder, link);
  for (const path of [folder, link, `${folder}/../folder`, `${folder}/`])
    await t.throwsAsync(openFolder(path), {
      instanceOf: FolderInUseError,
      message:
        /is in use by another face-inbox\. Stop that one, or choose another folder: npm start -- --data DIR$/,
    });
  holder.process.kill('SIGKILL');
  await holder.ended;
  const close = await openFolder(link);
  await t.throwsAsync(openFolder(folder), { instanceOf: FolderInUseError });
  close();
  (await openFolder(folder))();
});

test('of several that come at once exactly one gets it, and another one as soon as that is killed', async (t) => {
  const folder = await newPath(t);
  const children = await Promise.all(Array.from({ length: 4 }, () => start(folder)));
  t.teardown(() => {
    for (const { process } of children) process.kill('SIGKILL');
  });
  for (let round = 0; round < 8; round++) {
    const said = await Promise.all(children.map(ask));
    t.deepEqual(said.toSorted(), ['FolderInUseError', 'FolderInUseError', 'FolderInUseError', 'open']);
    const winner = said.indexOf('open');
    children[winner]!.process.kill('SIGKILL');
    await children[winner]!.ended;
    children[winner] = await start(folder);
  }
});
