import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import test from 'ava';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, folderOf } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;

test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
});
test.after.always(() => stack?.stop());

async function keys(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await stack.clients.s3.send(
    new ListObjectsV2Command({ Bucket: 'face-inbox', Prefix }),
  );
  return Contents.map(({ Key }) => Key!);
}

test.serial('a file that is named and is no photo is a failure, and the others go on', async (t) => {
  const { dir, remove } = await folderOf({ 'text.jpg': 'no picture', 'good.jpg': await sample(1) });
  t.teardown(remove);
  const named = ['drop', 'text.jpg', 'good.jpg', '--prefix', 'named'];
  const { code, stdout, stderr } = await run(named, { cwd: dir });
  t.is(code, 1);
  t.is(stdout, '1 photo sent, 0 already there.\n');
  t.regex(stderr, /text\.jpg: It is no JPEG, PNG, WebP, GIF, AVIF, HEIC, MP4, MOV, MKV or WebM\./);
  const again = await run(['drop', 'good.jpg', '--prefix', 'named', '--again'], { cwd: dir });
  t.is(again.stdout, '1 photo sent, 0 already there.\n', '--again sends what is there unchanged');
});

test.serial(
  'a folder is dropped with its sub-folders, and what is no photo is left out and named',
  async (t) => {
    const { dir, remove } = await folderOf({
      'a.jpg': await sample(1),
      'sub/deep/b.jpg': await sample(2),
      'misnamed.txt': await sample(3),
      'text.jpg': 'no picture',
      'empty.png': '',
      '.DS_Store': 'x',
      '.hidden/c.jpg': await sample(4),
      'sub/Thumbs.db': '\xd0\xcf\x11\xe0',
    });
    t.teardown(remove);
    const { code, stdout, stderr } = await run(['drop', dir, '--prefix', 'folder']);
    t.is(code, 0, stderr);
    t.is(stdout, '3 photos sent, 0 already there.\n');
    t.deepEqual(await keys('folder/'), ['folder/a.jpg', 'folder/misnamed.txt', 'folder/sub/deep/b.jpg']);
    t.regex(stderr, /Left out, hidden: .*\.DS_Store, .*\.hidden$/m);
    t.regex(stderr, /Left out, empty: .*empty\.png$/m);
    t.regex(stderr, /Left out, no photo: .*Thumbs\.db, .*text\.jpg$/m);
  },
);

test.serial('what is there is not sent again, and a changed file is', async (t) => {
  const { dir, write, remove } = await folderOf({ 'a.jpg': await sample(1), 'b.jpg': await sample(2) });
  t.teardown(remove);
  const args = ['drop', dir, '--prefix', 'again/'];
  t.is((await run(args)).stdout, '2 photos sent, 0 already there.\n');
  t.is((await run(args)).stdout, '0 photos sent, 2 already there.\n');
  await write('b.jpg', await sample(3));
  const { stdout, stderr } = await run(args);
  t.is(stdout, '1 photo sent, 1 already there.\n');
  t.regex(stderr, /sent: again\/b\.jpg/);
  // As large as before, and another photo all the same.
  const other = await sample(3);
  other[other.length - 3]! ^= 1;
  await write('b.jpg', other);
  t.is((await run(args)).stdout, '1 photo sent, 1 already there.\n');
});

test.serial('--wait prints who is in each photo, also where it was there before', async (t) => {
  const { dir, remove } = await folderOf({ 'a.jpg': await sample(1), 'b.jpg': await sample(4) });
  t.teardown(remove);
  for (const _ of ['sent', 'already there']) {
    const { code, stdout } = await run(['drop', dir, '--prefix', 'wait', '--wait']);
    t.is(code, 0);
    t.deepEqual(stdout.trim().split('\n').slice(1).sort(), [
      'wait/a.jpg: 3 faces: 3 unknown',
      'wait/b.jpg: 4 faces: 4 unknown',
    ]);
  }
});

test.serial('--wait ends with 3 where a photo is rejected', async (t) => {
  const photo = await sample(1);
  const { dir, remove } = await folderOf({ 'cut-off.jpg': photo.subarray(0, 400) });
  t.teardown(remove);
  const { code, stdout } = await run(['drop', dir, '--prefix', 'damaged', '--wait']);
  t.is(code, 3);
  t.regex(stdout, /^damaged\/cut-off\.jpg: rejected, damaged\. ./m);
});

test.serial('a failing file stops no other', async (t) => {
  const { dir, remove } = await folderOf({ 'a.jpg': await sample(1) });
  t.teardown(remove);
  const args = ['drop', 'nowhere.jpg', 'a.jpg', '--prefix', 'some'];
  const { code, stdout, stderr } = await run(args, { cwd: dir });
  t.is(code, 1);
  t.is(stdout, '1 photo sent, 0 already there.\n');
  t.regex(stderr, /1 file could not be dropped:\n {2}nowhere\.jpg: There is no such file or folder\./);
  t.deepEqual(await keys('some/'), ['some/a.jpg']);
});

test.serial('two files that would be one object are refused before anything is sent', async (t) => {
  const { dir, remove } = await folderOf({ 'x/a.jpg': await sample(1), 'y/a.jpg': await sample(2) });
  t.teardown(remove);
  const { code, stderr } = await run(['drop', 'x', 'y', '--prefix', 'both'], { cwd: dir });
  t.is(code, 2);
  t.regex(stderr, /^x\/a\.jpg and y\/a\.jpg would both be both\/a\.jpg.*\n.*--prefix/);
  t.deepEqual(await keys('both/'), []);
});

test.serial('Ctrl-C ends with 130, and the same command goes on', async (t) => {
  const files = Object.fromEntries(
    await Promise.all(([1, 2, 3, 4, 5, 6] as const).map(async (n) => [`${n}.jpg`, await sample(n)])),
  );
  const { dir, remove } = await folderOf(files);
  t.teardown(remove);
  const args = ['drop', dir, '--prefix', 'cut', '--wait'];
  const cut = await run([...args, '--concurrency', '1'], { interruptAt: /2\/6 sent/ });
  t.is(cut.code, 130);
  t.regex(cut.stderr, /\nInterrupted\. The same command goes on from here\.\n$/);
  const { code, stdout } = await run(args);
  t.is(code, 0);
  const [, sent, there] = /^(\d) photos? sent, (\d) already there/.exec(stdout)!;
  t.is(Number(sent) + Number(there), 6);
  t.true(Number(there) >= 2);
  t.is(stdout.match(/^cut\/\d\.jpg: \d faces: /gm)?.length, 6);
});

test.serial('a Node.js that reads no TypeScript hands over to the one of the project', async (t) => {
  const older = { nodeArguments: ['--no-experimental-strip-types'] };
  const { code, stdout, stderr } = await run(['--version'], older);
  t.is(stderr, '');
  t.is(stdout, '0.1.0\n');
  t.is(code, 0);
  t.is((await run(['who', 'nothing.jpg'], older)).code, 4);
  const { dir, remove } = await folderOf({ 'a.jpg': await sample(5), 'b.jpg': await sample(6) });
  t.teardown(remove);
  const cut = await run(['drop', dir, '--prefix', 'older', '--wait'], { ...older, interruptAt: /1\/2 sent/ });
  t.is(cut.code, 130);
});
