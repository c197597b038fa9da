import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { command } from './command.ts';

/** Nothing listens there, and no test waits for it. */
const NOWHERE = 'http://127.0.0.1:1';

async function newDir(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-backup-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function serverThatAnswers(t: ExecutionContext, status: number, body: string): Promise<string> {
  const server = createServer((_, response) =>
    response.writeHead(status, { 'content-type': 'text/plain' }).end(body),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('where nothing runs at an endpoint that was named, it says so and writes nothing', async (t) => {
  const cwd = await newDir(t);
  await mkdir(join(cwd, '.face-inbox'));
  const { code, stderr } = await command(NOWHERE)(['backup', 'x.tar'], { cwd });
  t.is(code, 5);
  t.regex(stderr, /The endpoint http:\/\/127\.0\.0\.1:1 cannot be reached/);
  t.deepEqual(await readdir(cwd), ['.face-inbox']);
});

test('what is no face-inbox, or one that refuses, is told with the remedy', async (t) => {
  const cwd = await newDir(t);
  const other = await command(await serverThatAnswers(t, 404, 'x'))(['backup', 'x.tar'], { cwd });
  t.is(other.code, 1);
  t.regex(
    other.stderr,
    /\(404\) is no face-inbox that makes backups\.\nName the endpoint.*--endpoint.*--data DIR\.\n$/,
  );
  const busy = await command(await serverThatAnswers(t, 409, 'Another is under way.\n'))(
    ['backup', 'x.tar'],
    { cwd },
  );
  t.is(busy.code, 1);
  t.regex(busy.stderr, /makes no backup: Another is under way\.\n$/);
  t.deepEqual(await readdir(cwd), []);
});

test('AWS itself has no data folder', async (t) => {
  const cwd = await newDir(t);
  const environment = { AWS_ENDPOINT_URL: '', AWS_PROFILE: 'p' };
  const { code, stderr } = await command('')(['backup', 'x.tar'], { cwd, environment });
  t.is(code, 2);
  t.regex(stderr, /The environment names AWS, and a backup is made of .*--endpoint .*--data DIR\n$/);
});

test('a folder that holds nothing of face-inbox is not backed up, and a target that is no file not written', async (t) => {
  const cwd = await newDir(t);
  await mkdir(join(cwd, 'empty'));
  await mkdir(join(cwd, 'other'));
  await writeFile(join(cwd, 'other', 'x.txt'), '');
  const run = command(NOWHERE);
  for (const [folder, words] of [
    [
      'empty',
      /holds no data of face-inbox, so there is nothing to back up\. Name its folder with --data DIR/,
    ],
    ['missing', /holds no data of face-inbox/],
    ['other', /holds x\.txt and nothing of face-inbox/],
  ] as const) {
    const { code, stderr } = await run(['backup', 'x.tar', '--data', folder], { cwd });
    t.is(code, 1);
    t.regex(stderr, words);
  }
  const { code, stderr } = await run(['backup', 'empty', '--force', '--data', 'other'], { cwd });
  t.is(code, 2);
  t.regex(stderr, /^empty is no file that can be written over\. Name a file, such as inbox\.tar\.\n$/);
  t.deepEqual((await readdir(cwd)).sort(), ['empty', 'other']);
});

test('restoring from what is not there, or is no backup, makes no folder', async (t) => {
  const cwd = await newDir(t);
  await writeFile(join(cwd, 'photo.jpg'), 'x'.repeat(2000));
  const run = command(NOWHERE);
  const missing = await run(['restore', 'missing.tar'], { cwd });
  t.is(missing.code, 2);
  t.regex(missing.stderr, /^missing\.tar cannot be read \(ENOENT\)\. Name what `backup` has written\.\n$/);
  const photo = await run(['restore', 'photo.jpg'], { cwd });
  t.is(photo.code, 1);
  t.regex(photo.stderr, /photo\.jpg is no backup of face-inbox: .*Name a file that/);
  t.is((await run(['restore', '.'], { cwd })).code, 2);
  t.deepEqual(await readdir(cwd), ['photo.jpg']);
});

test('--help says what is copied, what must not run, and how to start what is restored', async (t) => {
  const run = command(NOWHERE);
  t.regex(
    (await run(['backup', '--help'])).stdout,
    /It goes on meanwhile[\s\S]*--data[\s\S]*EXAMPLES\n {2}npx face-inbox backup/,
  );
  t.regex(
    (await run(['restore', '--help'])).stdout,
    /must not run on the\s+folder[\s\S]*npm start -- --data elsewhere/,
  );
});
