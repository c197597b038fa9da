import test from 'ava';
import { enrolledPhotos } from '../../store/people.ts';
import { deviations, untold } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, cutOut } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
let group: Buffer;

test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
  group = await sample(1);
  const { item } = await stack.analysed('first.jpg', group);
  if (item.status !== 'analysed' || item.kind) throw new Error(`first.jpg is ${item.status}`);
  const [ann, zoe] = await Promise.all(item.faces.slice(0, 2).map((face) => cutOut(group, face)));
  for (const key of ['people/ann/1.jpg', 'people/ann/sub/2.jpg']) await stack.analysed(key, ann!);
  await stack.analysed('people/Zoe\u0308/1.jpg', zoe!);
  await stack.analysed('party.jpg', group);
});
test.after.always(() => stack?.stop());

const photosOf = async (person: string) =>
  (await enrolledPhotos(stack.store, person)).map(({ photo }) => photo);

test.serial(
  'a person is shown with their photos, how these agree, and how often they were seen',
  async (t) => {
    const { code, stdout } = await run(['people', 'show', 'ann']);
    t.is(code, 0);
    t.regex(stdout, /^ann: 2 enrolled photos; seen once, 2017-10-31T20:16:18Z\n\n/);
    t.regex(stdout, /^photo +enrolled +pixels +sharp +nearest +mean$/m);
    t.regex(stdout, /^people\/ann\/sub\/2\.jpg +\d{4}-[\dT:-]+Z +\d+ +[\d.]+ +0\.000 +0\.000$/m);
    t.true(stdout.split('\n').every((line) => line.length <= 80));

    const json = JSON.parse((await run(['people', 'show', 'ann', '--json'])).stdout);
    t.like(json, { person: 'ann', seen: { count: 1, first: '2017-10-31T20:16:18.000Z' } });
    t.like(json.photos[0], {
      photo: 'people/ann/1.jpg',
      nearestOwn: { photo: 'people/ann/sub/2.jpg', distance: 0 },
      spaces: ['dlib-resnet-128'],
    });
    const single = await run(['people', 'show', 'Zoe\u0308']);
    t.regex(single.stdout, /^Zo\u00eb: 1 enrolled photo; seen once/);
    t.regex(single.stderr, /second photo/);
  },
);

test.serial('whoever is not known is said so, with 4', async (t) => {
  for (const args of [
    ['show', 'bob'],
    ['remove', 'bob'],
    ['remove-photo', 'bob', '1.jpg'],
  ]) {
    const { code, stderr } = await run(['people', ...args]);
    t.is(code, 4, args.join(' '));
    t.regex(stderr, /^Nobody called "bob" is enrolled.*\nWho is enrolled: npx face-inbox people\n$/);
  }
  const photo = await run(['people', 'remove-photo', 'ann', '7.jpg']);
  t.is(photo.code, 4);
  t.regex(photo.stderr, /^ann has no photo "7\.jpg" in the bucket\.\n.*people show ann$/m);
  const odd = await run(['people', 'remove', '***', '--yes']);
  t.is(odd.code, 2);
  t.regex(odd.stderr, /^The person's name is "\*\*\*", but must be 1 to 64 letters/);
  t.is((await run(['people', 'delete', 'ann'])).code, 2);
});

test.serial('nothing is deleted unless that is confirmed', async (t) => {
  for (const args of [
    ['remove', 'ann'],
    ['remove-photo', 'ann', '1.jpg'],
  ]) {
    const { code, stderr } = await run(['people', ...args]);
    t.is(code, 2);
    t.regex(
      stderr,
      /deleted cannot be brought back, and nobody is there to be asked\. Confirm it with --yes\./,
    );
  }
  t.is((await photosOf('ann')).length, 2);
});

test.serial('a photo is removed by its name or its key, in whatever form its name is written', async (t) => {
  const file = await run(['people', 'remove-photo', 'ann', 'sub/2.jpg', '--yes']);
  t.deepEqual([file.code, file.stdout], [0, 'people/ann/sub/2.jpg deleted. ann has 1 left.\n'], file.stderr);
  t.deepEqual(await photosOf('ann'), ['people/ann/1.jpg']);
  const other = await run(['people', 'remove-photo', 'Zo\u00eb', 'people/Zo\u00eb/1.jpg', '--yes']);
  t.is(other.code, 0, other.stderr);
  t.regex(other.stdout, /Zo\u00eb is unknown now\.\n$/);
  t.deepEqual(await photosOf('Zo\u00eb'), []);
});

test.serial('a person is removed; results stay, and the way to erase the name is told', async (t) => {
  const { code, stdout, stderr } = await run(['people', 'remove', 'ann', '--yes']);
  t.is(code, 0, stderr);
  t.is(stdout, '1 photo deleted: ann is unknown from now on.\n');
  t.regex(stderr, /npx face-inbox forget ann\n$/);
  t.deepEqual(await photosOf('ann'), []);
  t.is((await stack.announced('people/ann/1.jpg')).type, 'Person Removed');
  t.like(JSON.parse((await run(['seen', 'ann', '--json'])).stdout), [{ image: 'party.jpg' }]);
  t.regex((await run(['people', 'show', 'ann'])).stdout, /^ann: 0 enrolled photos; seen once/);
  t.deepEqual(await deviations(stack), []);
});

test.serial(
  'a removal that the inbox is not told of is said to be queued, and how to have it done',
  async (t) => {
    await stack.analysed('people/cy/1.jpg', group);
    const lost = await untold(stack, () => run(['people', 'remove', 'cy', '--yes', '--timeout', '0']));
    t.is(lost.code, 1);
    t.regex(lost.stderr, /still queued after 0 s \(people\/cy\/1\.jpg\)\.\n.*npx face-inbox reconcile/);
  },
);
