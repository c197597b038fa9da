import test from 'ava';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, cutOut, folderOf } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
let photos: Awaited<ReturnType<typeof folderOf>>;

test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
  const group = await sample(1);
  const { item } = await stack.analysed('first.jpg', group);
  if (item.status !== 'analysed' || item.kind) throw new Error(`first.jpg is ${item.status}`);
  photos = await folderOf({
    'group.jpg': group,
    'ann.jpg': await cutOut(group, item.faces[0]!),
    'zoe.jpg': await cutOut(group, item.faces[1]!),
    'text.jpg': 'no picture',
    'folder/x.txt': '',
  });
});
test.after.always(async () => {
  await photos?.remove();
  await stack?.stop();
});

test.serial('nobody is known at first', async (t) => {
  const people = await run(['people']);
  t.deepEqual([people.code, people.stdout], [0, '']);
  t.regex(people.stderr, /^Nobody is enrolled yet.*npx face-inbox enrol/);
  t.is((await run(['people', '--json'])).stdout, '[]\n');
  const seen = await run(['seen', 'ann']);
  t.is(seen.code, 4);
  t.regex(seen.stderr, /^Nobody called "ann" is enrolled or was seen\.\n.*npx face-inbox people/);
});

test.serial('a photo of one face enrols a person, and is looked up as such', async (t) => {
  const { code, stdout } = await run(['enrol', 'ann', 'ann.jpg'], { cwd: photos.dir });
  t.is(stdout, 'ann.jpg: enrolled as ann\n');
  t.is(code, 0);
  const people = await run(['people']);
  t.regex(people.stdout, /^person +photos +since\nann +1 +\d{4}-\d\d-\d\dT[\d:]+Z\n$/);
  t.like(JSON.parse((await run(['people', '--json'])).stdout), [
    { person: 'ann', photos: ['people/ann/ann.jpg'] },
  ]);
  const who = await run(['who', 'people/ann/ann.jpg']);
  t.is(who.code, 0);
  t.regex(who.stdout, /result +enrols ann$/m);
});

test.serial('somebody enrolled and not seen yet is told from somebody unknown', async (t) => {
  const { code, stdout, stderr } = await run(['seen', 'ann']);
  t.deepEqual([code, stdout], [0, '']);
  t.is(stderr, 'ann is enrolled, and was not seen yet.\n');
});

test.serial('a name is compared in its composed form', async (t) => {
  const { stdout } = await run(['enrol', 'Zoe\u0308', 'zoe.jpg'], { cwd: photos.dir });
  t.is(stdout, 'zoe.jpg: enrolled as Zo\u00eb\n');
  t.is((await run(['seen', 'Zoe\u0308'])).code, 0);
});

test.serial('refused photos are named with reason and remedy, and end with 1', async (t) => {
  const files = ['group.jpg', 'ann.jpg', 'text.jpg', 'nowhere.jpg', 'folder'];
  const { code, stdout } = await run(['enrol', 'bob', ...files], { cwd: photos.dir });
  t.is(code, 1);
  const lines = stdout.trim().split('\n').sort();
  t.is(lines.length, 5);
  t.is(lines[0], 'ann.jpg: enrolled as bob');
  t.is(lines[1], 'folder: failed, It is a folder; name the files in it.');
  t.regex(lines[2]!, /^group\.jpg: refused, several-faces\. The photo shows 3 faces.* Use a photo of one/);
  t.is(lines[3], 'nowhere.jpg: failed, There is no such file or folder.');
  t.regex(lines[4]!, /^text\.jpg: refused, not-an-image\. .*Use JPEG/);
  await stack.remove('people/bob/ann.jpg');
  await stack.announced('people/bob/ann.jpg');
});

test.serial('a photo refused once is looked at again when it is sent again', async (t) => {
  const again = await run(['enrol', 'bob', 'group.jpg'], { cwd: photos.dir });
  t.is(again.code, 3);
  t.regex(again.stdout, /^group\.jpg: refused, several-faces/);
});

test.serial('a name that the inbox does not take is refused with the rule', async (t) => {
  const odd = await run(['enrol', '***', 'ann.jpg'], { cwd: photos.dir });
  t.is(odd.code, 2);
  t.regex(odd.stderr, /^The person's name is "\*\*\*", but must be 1 to 64 letters of any script/);
  const slash = await run(['enrol', 'ann/b', 'ann.jpg'], { cwd: photos.dir });
  t.is(slash.code, 2);
  t.regex(slash.stderr, /^The person's name is "ann\/b", but must be 1 to 64 letters/);
});

test.serial('what has no result in time is said to be queued, and how to look', async (t) => {
  const { code, stdout } = await run(['enrol', 'late ann', 'ann.jpg', '--timeout', '0'], { cwd: photos.dir });
  t.is(code, 1);
  t.is(
    stdout,
    "ann.jpg: sent, but still queued after 0 s. Look later: npx face-inbox who 'people/late ann/ann.jpg'\n",
  );
  await stack.announced('people/late ann/ann.jpg');
  await stack.remove('people/late ann/ann.jpg');
  await stack.announced('people/late ann/ann.jpg');
});

test.serial('who and seen name the person, in tables and in JSON', async (t) => {
  const dropped = await run(['drop', 'group.jpg', '--wait'], { cwd: photos.dir });
  t.regex(dropped.stdout, /^group\.jpg: 3 faces: ann \([\d.]+\), Zoë \([\d.]+\), 1 unknown$/m);

  const who = await run(['who', 'group.jpg']);
  t.is(who.code, 0);
  t.regex(who.stdout, /^group\.jpg\n {2}picture +1920 x 1280 jpeg, 145 kB\n {2}taken +\d/);
  t.regex(who.stdout, /^# +who +similar +distance +runner-up +left +top +width +score +sharp$/m);
  t.regex(who.stdout, /^1 +ann +\d+\.\d +\d\.\d{3} +\d\.\d{3} Zoë +22% +28% +17\d px +1\.00 +[\d.]+$/m);
  const item = JSON.parse((await run(['who', 'group.jpg', '--json'])).stdout);
  t.deepEqual(item.people, ['Zoë', 'ann']);
  t.is(item.faces.length, 3);
  t.is(item.pending, undefined);

  const seen = await run(['seen', 'ann']);
  t.regex(seen.stdout, /^time +image +similar\n2017-10-31T20:16:18Z +group\.jpg +\d+\.\d\n$/);
  t.like(JSON.parse((await run(['seen', 'ann', '--json'])).stdout), [{ person: 'ann', image: 'group.jpg' }]);
});

test.serial('seen gives no more than asked for, and says that there are more', async (t) => {
  await stack.analysed('copy.jpg', await sample(1));
  const { stdout, stderr } = await run(['seen', 'ann', '--limit', '1']);
  t.is(stdout.trim().split('\n').length, 2);
  t.is(stderr, 'These are the newest 1 photo; more with --limit.\n');
});
