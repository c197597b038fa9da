import { existsSync, readFileSync, watch } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openPage } from '../../local/openPage.ts';

const PAGE = 'http://localhost:4566/';

/** With nothing on the PATH but programs of these names, which do that. */
async function withPrograms<T>(
  programs: Record<string, string>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-open-'));
  const path = process.env.PATH;
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  process.env.PATH = folder;
  try {
    return await work(folder);
  } finally {
    process.env.PATH = path;
    await rm(folder, { recursive: true, force: true });
  }
}

test.serial("the page is opened by the system's opener", async (t) => {
  await withPrograms({ 'xdg-open': `echo "$@" > "\${0%/*}/opened"` }, async (folder) => {
    t.is(await openPage(PAGE, 'linux'), undefined);
    t.is(readFileSync(join(folder, 'opened'), 'utf8'), `${PAGE}\n`);
  });
});

test.serial('an opener that becomes the browser is not waited for to its end', async (t) => {
  await withPrograms({ 'xdg-open': `echo $$ > "\${0%/*}/pid"; exec /bin/sleep 600` }, async (folder) => {
    const seen = new Promise<void>((resolve) => {
      const watcher = watch(folder, () => {
        if (!existsSync(join(folder, 'pid'))) return;
        watcher.close();
        resolve();
      });
    });
    t.is(await openPage(PAGE, 'linux'), undefined);
    await seen;
    t.true(process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 'SIGKILL'));
  });
});

test.serial('where there is none, or it fails, that is said with what to do', async (t) => {
  await withPrograms({}, async () => {
    t.is(
      await openPage(PAGE, 'linux'),
      `The page is not opened: there is no xdg-open, there is no wslview. Open ${PAGE} in a browser yourself.`,
    );
    t.regex((await openPage(PAGE, 'darwin'))!, /there is no open\. Open http/);
    t.regex((await openPage(PAGE, 'sunos'))!, /nothing is known on sunos/);
  });
  await withPrograms({ 'xdg-open': 'exit 3', wslview: 'exit 0' }, async () => {
    t.is(await openPage(PAGE, 'linux'), undefined, 'the next is tried');
  });
  await withPrograms({ 'xdg-open': 'exit 3' }, async () => {
    t.regex((await openPage(PAGE, 'linux'))!, /xdg-open ended with code 3, there is no wslview/);
  });
});
