import { TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import sharp from 'sharp';
import { readAliases } from '../../store/aliases.ts';
import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { enrolledPhotos } from '../../store/people.ts';
import { type Sighting, seen, sightingsOf } from '../../store/sightings.ts';
import { deviations, drained } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, cutOut } from './command.ts';
import { openWatch } from './openWatch.ts';

/** Where somebody is at work all the time, this is waited for at most, and five seconds more. */
const FUNCTION_TIMEOUT = '20';

let stack: Stack;
let run: ReturnType<typeof command>;
let group: Buffer;
let faces: FaceItem[];

test.before(async () => {
  stack = await startStack({ FUNCTION_TIMEOUT });
  run = command(stack.endpoint);
  group = await sample(1);
  ({ faces } = (await stack.analysed('first.jpg', group)).item as Analysed);
});
test.after.always(() => stack?.stop());

const people = (...args: string[]) => run(['people', ...args], { environment: { FUNCTION_TIMEOUT } });
const enrol = async (key: string, face: number, quality = 95) => {
  const photo = await sharp(await cutOut(group, faces[face]!))
    .jpeg({ quality })
    .toBuffer();
  const { event } = await stack.analysed(key, photo);
  if (event.type !== 'Person Enrolled') throw new Error(`${key}: ${event.type}`);
};
const photosOf = async (person: string) =>
  (await enrolledPhotos(stack.store, person)).map(({ photo }) => photo);
async function sightings(person: string): Promise<Sighting[]> {
  const all: Sighting[] = [];
  for await (const page of seen(stack.store, person)) all.push(...page);
  return all;
}
/** What a request of the command changes, in words; undefined for one that changes nothing. */
function changeOf({
  method,
  path,
  operation,
  body,
}: {
  method: string;
  path: string;
  operation: string;
  body: string;
}) {
  if (operation === '') return { PUT: 'photo copied', DELETE: 'photo deleted' }[method];
  if (operation === 'TransactWriteItems') return 'result revised';
  if (operation === 'UpdateItem' && body.includes(':aliases'))
    return body.includes('"ann"') ? 'alias made' : 'alias ended';
  return /^(Put|Update|Delete)Item/.test(operation) ? `${operation} ${path}` : undefined;
}
const named = (item: Analysed) => [...(item.people ?? [])].sort();

test.serial('what cannot be renamed or merged is said so, and nothing is changed', async (t) => {
  await enrol('people/ann/1.jpg', 0);
  await enrol('people/ann/sub/2.jpg', 0, 80);
  await enrol('people/zoe/1.jpg', 1);
  const cases: [string[], number, RegExp][] = [
    [['rename', 'ann', '***'], 2, /^The person's name is "\*\*\*"/],
    [['rename', 'ann', 'ann'], 2, /^"ann" is both names/],
    [['rename', 'bob', 'anna'], 4, /^Nobody called "bob"/],
    [['rename', 'ann', 'zoe'], 2, /^"zoe" is somebody already.*people merge/],
    [['merge', 'ann', 'bob', '--yes'], 4, /^Nobody called "bob"/],
    [['merge', 'ann', 'zoe'], 2, /Confirm it with --yes/],
  ];
  for (const [args, code, message] of cases) {
    const ended = await people(...args);
    t.is(ended.code, code, args.join(' '));
    t.regex(ended.stderr, message);
  }
  t.is((await readAliases(stack.store)).size, 0);
  t.deepEqual(await photosOf('ann'), ['people/ann/1.jpg', 'people/ann/sub/2.jpg']);
});

test.serial('somebody is renamed while photos flow, by a command that is killed at each step', async (t) => {
  t.timeout(300_000);
  const before = ['a.jpg', 'b.jpg', 'c.jpg'];
  for (const key of before)
    t.deepEqual(named((await stack.analysed(key, group)).item as Analysed), ['ann', 'zoe']);
  const seats = (await sightings('ann')).map(({ seenAt }) => seenAt);
  t.is(seats.length, 3);

  const wrong: string[] = [];
  const flowing: string[] = [];
  /** What anybody can read at this moment. */
  const look = async () => {
    for (const item of await Promise.all([...before, ...flowing].map((key) => getImage(stack.store, key)))) {
      if (item?.status !== 'analysed' || item.kind) continue;
      const ours = named(item).filter((name) => name.startsWith('ann'));
      if (ours.length !== 1) wrong.push(`${item.image} names ${ours}`);
      if (item.faces.some(({ ambiguous }) => ambiguous)) wrong.push(`${item.image} is ambiguous`);
    }
    const TableName = stack.store.names.sightings;
    const both = seats.flatMap((seenAt) => ['ann', 'anna'].map((person) => ({ person, seenAt })));
    const TransactItems = both.map((Key) => ({ Get: { TableName, Key } }));
    const { Responses = [] } = await stack.db.send(new TransactGetCommand({ TransactItems }));
    const there = Responses.flatMap(({ Item }) => (Item ? [Item.seenAt] : []));
    if (there.toSorted().join() !== seats.toSorted().join()) wrong.push(`seen at ${there}, not at ${seats}`);
  };

  // Killed before and after each kind of change that it makes; each time one more photo is under way.
  const killed = new Set<string>();
  let kill = () => {};
  let isDead = false;
  const forever = () => new Promise<never>(() => {});
  const endpoint = await openWatch(t, stack.endpoint, (request) => {
    if (isDead) return { before: forever };
    const change = changeOf(request);
    const moment = (['before', 'after'] as const).find((one) => !killed.has(`${one} ${change}`));
    if (!change || !moment) return { before: look };
    isDead = true;
    killed.add(`${moment} ${change}`);
    const die = async () => {
      await look();
      const key = `flow/${flowing.length}.jpg`;
      flowing.push(key);
      await stack.drop(key, group);
      kill();
      await forever();
    };
    return { [moment]: die };
  });
  let isLookedAt = false;
  for (;;) {
    isDead = false;
    const ended = await command(endpoint)(['people', 'rename', 'ann', 'anna'], {
      environment: { FUNCTION_TIMEOUT },
      onStart: (its) => {
        kill = its;
      },
    });
    // Killed after the very last change, it has nothing left to do.
    if (ended.code !== null) {
      t.is(ended.code, 4, ended.stderr);
      t.regex(ended.stderr, /^Nobody called "ann"/);
      break;
    }
    if (!isLookedAt && killed.has('before photo deleted')) {
      isLookedAt = true;
      t.regex((await people('list')).stderr, /ann is being renamed to anna.*people rename ann anna/);
      t.regex((await people('show', 'ann')).stdout, /^anna: \d enrolled photos; seen \d+ times/);
      const shown = JSON.parse((await run(['seen', 'ann', '--json'])).stdout);
      t.true(seats.every((seat) => shown.filter(({ seenAt }: Sighting) => seenAt === seat).length === 1));
      t.deepEqual(JSON.parse((await run(['who', 'a.jpg', '--json'])).stdout).people, ['anna', 'zoe']);
      const forgotten = await run(['forget', 'ann', '--yes']);
      t.is(forgotten.code, 1);
      t.regex(forgotten.stderr, /ann is being renamed to anna/);
    }
  }
  await drained(stack);
  await look();
  t.deepEqual(wrong, []);
  t.log(`killed ${killed.size} times: ${[...killed].join(', ')}`);
  for (const change of ['alias made', 'photo copied', 'photo deleted', 'result revised', 'alias ended'])
    for (const moment of ['before', 'after'])
      t.true(killed.has(`${moment} ${change}`), `${moment} ${change}`);

  t.is((await readAliases(stack.store)).size, 0);
  t.deepEqual(await photosOf('anna'), ['people/anna/1.jpg', 'people/anna/sub/2.jpg']);
  t.deepEqual([await photosOf('ann'), await sightings('ann')], [[], []]);
  for (const key of [...before, ...flowing]) {
    const item = (await stack.settled(key)) as Analysed;
    t.deepEqual(named(item), ['anna', 'zoe'], key);
    t.false(JSON.stringify(item.faces).includes('people/ann/'), key);
    const told = stack.heard
      .filter(({ detail }) => detail.image === key)
      .map(({ detail }) => detail.sequencer);
    t.true(told.includes(item.sequencer), `${key} is announced as it stands`);
    t.deepEqual(told.toSorted(), told, `${key} is announced in order`);
  }
  t.is((await sightings('anna')).length, before.length + flowing.length);
  t.is((await stack.announced('people/ann/1.jpg')).type, 'Person Removed');
  t.is((await stack.announced('people/anna/1.jpg')).type, 'Person Enrolled');
  t.deepEqual(await deviations(stack), []);
});

test.serial(
  'two names of one person are made one: the same photo is there once, another of the same name beside it',
  async (t) => {
    await enrol('people/zo/1.jpg', 1);
    await enrol('people/zo/2.jpg', 1, 80);
    await enrol('people/zoe/2.jpg', 1, 70);
    // Both names are as near: nobody is named.
    const { item } = await stack.analysed('between.jpg', group);
    t.true((item as Analysed).faces.some(({ ambiguous }) => ambiguous));
    const merged = await people('merge', 'zo', 'zoe', '--yes');
    t.is(merged.code, 0, merged.stderr);
    t.regex(merged.stdout, /^zo is zoe now: 2 photos moved to people\/zoe\/, \d+ results? revised\.\n$/);
    const photos = await photosOf('zoe');
    t.is(photos.length, 3);
    t.regex(photos.find((photo) => photo.includes('-'))!, /^people\/zoe\/2-[0-9a-f]{8}\.jpg$/);
    const after = (await stack.analysed('after.jpg', group)).item as Analysed;
    t.deepEqual(named(after), ['anna', 'zoe']);
    const between = (await stack.settled('between.jpg')) as Analysed;
    t.false(JSON.stringify(between.faces).includes('"zo"'));
    t.deepEqual(await deviations(stack), []);
  },
);

test.serial('who was seen only is renamed too', async (t) => {
  await enrol('people/cyd/1.jpg', 2);
  await stack.analysed('cyd.jpg', group);
  await people('remove', 'cyd', '--yes');
  const { code, stdout } = await people('rename', 'cyd', 'sid');
  t.is(code, 0);
  t.regex(stdout, /0 photos moved to people\/sid\/, \d+ results? revised/);
  t.deepEqual([(await sightings('cyd')).length, (await sightings('sid')).length], [0, 1]);
  t.is(
    sightingsOf(await getImage(stack.store, 'cyd.jpg')).filter(({ person }) => person === 'sid').length,
    1,
  );
  t.deepEqual(await deviations(stack), []);
});
