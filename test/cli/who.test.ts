import { join } from 'node:path';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import sharp from 'sharp';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, folderOf } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
/** Turns what follows red, where a terminal obeys it. */
const RED = 'red\u001b[31m\u202e.jpg';

test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
  await stack.analysed('text.jpg', 'no picture');
  await stack.analysed(RED, 'no picture');
  await stack.analysed('removed.jpg', 'no picture');
  await stack.remove('removed.jpg');
  await stack.announced('removed.jpg');
});
test.after.always(() => stack?.stop());

test.serial('a rejected photo is told with reason and message, and ends with 3', async (t) => {
  const { code, stdout, stderr } = await run(['who', 'text.jpg']);
  t.is(code, 3);
  t.is(stderr, '');
  t.regex(stdout, /^text\.jpg\n {2}rejected: not-an-image\n {2}The object begins with .* Use JPEG/);
  const json = await run(['who', 'text.jpg', '--json']);
  t.is(json.code, 3);
  t.like(JSON.parse(json.stdout), { image: 'text.jpg', status: 'rejected', reason: 'not-an-image' });
});

test.serial('a photo that is nowhere ends with 4, and so does one that was removed', async (t) => {
  for (const key of ['nowhere.jpg', 'removed.jpg']) {
    const { code, stdout, stderr } = await run(['who', key, '--json']);
    t.is(code, 4);
    t.is(stdout, '');
    t.true(stderr.startsWith(`${key} is neither in the bucket face-inbox nor in the results.\n`), stderr);
  }
});

test.serial('a photo in the bucket without a result is said to be queued', async (t) => {
  await stack.analysed('queued.jpg', 'no picture');
  await stack.db.send(
    new DeleteCommand({ TableName: stack.store.names.images, Key: { image: 'queued.jpg' } }),
  );
  const { code, stderr } = await run(['who', 'queued.jpg']);
  t.is(code, 4);
  t.regex(
    stderr,
    /^queued\.jpg is in the bucket face-inbox and has no result yet: it is still queued\.\n.*doctor/,
  );
});

test.serial('rejected lists what was rejected and why, newest first', async (t) => {
  const { code, stdout } = await run(['rejected']);
  t.is(code, 0);
  const heads = stdout.split('\n').filter((line) => /^\d/.test(line));
  t.is(heads.length, 2);
  t.regex(heads[1]!, /^\d{4}-\d\d-\d\dT[\d:]+Z {2}text\.jpg {2}not-an-image$/);
  t.regex(stdout, /^ {4}The object begins with .* Use JPEG/m);
  const newest = await run(['rejected', '--json', '--limit', '1']);
  t.like(JSON.parse(newest.stdout), [{ image: RED, reason: 'not-an-image' }]);
  t.is(newest.stderr, 'These are the newest 1 photo; more with --limit.\n');
});

test.serial('a key cannot command the terminal', async (t) => {
  for (const args of [['rejected'], ['who', RED], ['who', `${RED}.not`], ['seen', RED]]) {
    const { stdout, stderr } = await run(args);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    t.notRegex(stdout + stderr, /[\u001b\u202e]/);
    t.true((stdout + stderr).includes('red\\u001b[31m\\u202e.jpg'));
  }
});

test.serial('--draw writes the photo with its faces framed, or says why it cannot', async (t) => {
  const { dir, remove } = await folderOf({ 'drawn.jpg': await sample(1) });
  t.teardown(remove);
  t.is((await run(['drop', 'drawn.jpg', '--wait'], { cwd: dir })).code, 0);
  const { code, stderr } = await run(['who', 'drawn.jpg', '--draw', 'out.png'], { cwd: dir });
  t.is(code, 0, stderr);
  t.regex(stderr, /Drawn: out\.png/);
  const [drawn, original] = await Promise.all(
    ['out.png', 'drawn.jpg'].map((name) =>
      sharp(join(dir, name)).raw().toBuffer({ resolveWithObject: true }),
    ),
  );
  t.deepEqual([drawn!.info.width, drawn!.info.height], [original!.info.width, original!.info.height]);
  const differing = drawn!.data.filter((value, at) => Math.abs(value - original!.data[at]!) > 40).length;
  t.true(differing > 5000, `${differing} values differ`);
  const noPicture = await run(['who', 'drawn.jpg', '--draw', 'out.txt'], { cwd: dir });
  t.is(noPicture.code, 2);
  t.regex(noPicture.stderr, /must end in \.jpg, \.png or \.webp/);
  const noFolder = await run(['who', 'drawn.jpg', '--draw', 'nowhere/out.png'], { cwd: dir });
  t.is(noFolder.code, 2);
  t.regex(noFolder.stderr, /there is no folder nowhere\. Make it first/);
});
