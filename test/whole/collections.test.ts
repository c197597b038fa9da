import test from 'ava';
import type { Analysed } from '../../store/ImageItem.ts';
import { everyone } from '../../store/people.ts';
import { seen } from '../../store/sightings.ts';
import { command, cutOut, folderOf } from '../cli/command.ts';
import { deviations } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

/** Three people in one photo; in each collection another one of them is called ann. */
let stack: Stack;
let run: ReturnType<typeof command>;
let group: Buffer;
let portraits: Awaited<ReturnType<typeof folderOf>>;
const environment = { COLLECTIONS: 'true' };
/** A collection's name may be of any script, as a person's. */
const JONES = 'Jön\u00e9s';

test.before(async () => {
  stack = await startStack(environment);
  const plain = command(stack.endpoint);
  run = (args, options) => plain(args, { environment, ...options });
  group = await sample(1);
  const { item } = await stack.analysed('first.jpg', group);
  const cuts = await Promise.all((item as Analysed).faces.map((face) => cutOut(group, face)));
  portraits = await folderOf({ '0.jpg': cuts[0]!, '1.jpg': cuts[1]!, '2.jpg': cuts[2]! });
});
test.after.always(async () => {
  await portraits?.remove();
  await stack?.stop();
});

const enrol = (person: string, face: number) => run(['enrol', person, `${face}.jpg`], { cwd: portraits.dir });
const analysed = async (key: string) => {
  const { item, event } = await stack.analysed(key, group);
  return { item: item as Analysed, event };
};
const sightings = async (person: string) => {
  const found = [];
  for await (const page of seen(stack.store, person)) found.push(...page.map(({ image }) => image));
  return found;
};

test.serial('who is enrolled in a collection is known in its photos, and in no others', async (t) => {
  for (const [person, face] of [
    ['ann', 0],
    ['smiths/ann', 1],
    [`${JONES}/ann`, 2],
  ] as const)
    t.deepEqual(await enrol(person, face), {
      code: 0,
      stdout: `${face}.jpg: enrolled as ${person}\n`,
      stderr: '',
    });
  for (const [key, person, face] of [
    ['party.jpg', 'ann', 0],
    ['smiths/2024/party.jpg', 'smiths/ann', 1],
    // In the other form of Unicode it is the same collection.
    [`${JONES.normalize('NFD')}/party.jpg`, `${JONES}/ann`, 2],
  ] as const) {
    const { item, event } = await analysed(key);
    t.deepEqual(item.people, new Set([person]));
    t.deepEqual(
      item.faces.map((one) => one.person),
      [0, 1, 2].map((at) => (at === face ? person : undefined)),
    );
    t.deepEqual(event.detail.people, [person]);
    const others = item.faces.flatMap(({ runnerUp }) => runnerUp?.person ?? []);
    t.deepEqual(new Set(others), new Set([person]), 'nobody of another collection is even told as near');
    t.deepEqual(await sightings(person), [key]);
  }
});

test.serial('a collection in which nobody is enrolled knows nobody', async (t) => {
  const { item } = await analysed('millers/party.jpg');
  t.is(item.people, undefined);
  t.true(item.faces.every(({ decision, runnerUp }) => decision === 'unknown' && runnerUp === undefined));
});

test.serial('how many are enrolled in another collection does not make the limit stricter', async (t) => {
  const before = (await analysed('smiths/before.jpg')).item.faces[0]!.limit!;
  await enrol(`${JONES}/bea`, 0);
  t.is((await analysed('smiths/after.jpg')).item.faces[0]!.limit, before);
  t.true((await analysed(`${JONES}/after.jpg`)).item.faces[0]!.limit! < before);
});

test.serial('the command names people by collection and name', async (t) => {
  const people = JSON.parse((await run(['people', '--json'])).stdout) as {
    person: string;
    photos: string[];
  }[];
  t.deepEqual(
    people.map(({ person, photos }) => [person, photos]),
    [
      ['ann', ['people/ann/0.jpg']],
      [`${JONES}/ann`, [`${JONES}/people/ann/2.jpg`]],
      [`${JONES}/bea`, [`${JONES}/people/bea/0.jpg`]],
      ['smiths/ann', ['smiths/people/ann/1.jpg']],
    ],
  );
  t.regex((await run(['who', 'smiths/2024/party.jpg'])).stdout, /^2 +smiths\/ann /m);
  const seen = JSON.parse((await run(['seen', 'smiths/ann', '--json'])).stdout) as { image: string }[];
  t.deepEqual(seen.map(({ image }) => image).sort(), [
    'smiths/2024/party.jpg',
    'smiths/after.jpg',
    'smiths/before.jpg',
  ]);
  t.is((await run(['seen', 'bea'])).code, 4, 'she is in a collection');
});

test.serial('a name that no collection or person can have is refused, with the rule', async (t) => {
  for (const [key, told] of [
    ['a!/people/ann/1.jpg', /^"a!" cannot be a collection .*1 to 64 letters/],
    ['smiths/people/a!/1.jpg', /^"a!" cannot be a person's name/],
    ['mypeople/people/1.jpg', /^The key "mypeople\/people\/1\.jpg" names no person/],
    ['smiths/people/1.jpg', /^The key "smiths\/people\/1\.jpg" names no person/],
  ] as const) {
    const { item } = await stack.analysed(key, group);
    t.is(item.status === 'rejected' && item.reason, 'bad-person');
    t.regex(item.status === 'rejected' ? item.message : '', told);
  }
  for (const person of ['smiths/', '/ann', 'a!/ann', 'a/b/ann']) {
    const { code, stderr } = await enrol(person, 0);
    t.is(code, 2, person);
    t.regex(stderr, /must be 1 to 64 letters .*in a collection its name and a slash come first/);
  }
});

test.serial('a deeper folder called people enrols nobody', async (t) => {
  const { item } = await analysed('smiths/2024/people/ann/party.jpg');
  t.deepEqual(item.people, new Set(['smiths/ann']));
});

test.serial('forgetting a person leaves those of that name in other collections', async (t) => {
  const { code, stdout, stderr } = await run(['forget', 'smiths/ann', '--yes']);
  t.is(code, 0, stderr);
  t.regex(stdout, /^Deleted 1 photo /);
  const left = [];
  for await (const { person } of everyone(stack.store)) left.push(person);
  t.deepEqual(left.sort(), [`${JONES}/ann`, `${JONES}/bea`, 'ann']);
  t.deepEqual(await sightings('smiths/ann'), []);
  t.deepEqual(await sightings('ann'), ['party.jpg']);
  t.deepEqual(((await stack.settled('smiths/2024/party.jpg')) as Analysed).people, undefined);
});

test.serial('in the end the tables say what the bucket holds', async (t) => {
  t.deepEqual(await deviations(stack), []);
  t.deepEqual(stack.errors, []);
});

test('without the setting the first folder is nothing of its own, and a name has no slash', async (t) => {
  const { code, stderr } = await run(['enrol', 'smiths/ann', '0.jpg'], {
    cwd: portraits.dir,
    environment: { COLLECTIONS: 'false' },
  });
  t.is(code, 2);
  t.regex(stderr, /^The person's name is "smiths\/ann", but must be 1 to 64 letters of any script/);
});
