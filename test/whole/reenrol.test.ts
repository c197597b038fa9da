import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import ava, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { freshGallery } from '../../galleries/freshGallery.ts';
import { touchGallery } from '../../store/galleryLog.ts';
import type { Enrolment, Rejected } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { type PersonItem, pack, unpack } from '../../store/people.ts';
import { readGallery } from '../../store/spaces.ts';
import { command } from '../cli/command.ts';
import { type Meanwhile, openWatch } from '../cli/openWatch.ts';
import { sample } from '../support/samples.ts';
import { startProcess } from '../support/startProcess.ts';
import { type Stack, startStack } from '../support/startStack.ts';

const test = ava.serial;

/** What an engine of before made of the photos. */
const OLD = 'test-old-128';
const OLD_ENGINE = { name: 'older', weights: 'old 1' };

const SAMPLES = [1, 3] as const;
const keyOf = (person: string) => `people/${person}/cut.png`;

let stack: Stack;
let run: ReturnType<typeof command>;
/** Of the engine that the functions run, and the command too. */
let space: string;
/** Everyone as the functions have enrolled them. */
const enrolled = new Map<string, { png: Buffer; item: PersonItem }>();
let names: string[];

ava.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
  for (const number of SAMPLES) {
    const photo = await sample(number);
    const { item } = await stack.analysed(`sample${number}.jpg`, photo);
    if (item.status !== 'analysed' || item.kind) throw new Error(`sample${number}.jpg is ${item.status}`);
    // A full profile can be told from nobody.
    for (const [index, { box, decision }] of item.faces.entries())
      if (decision !== 'unusable') await enrol(`woman ${number}.${index}`, await cutFace(photo, box));
  }
  names = [...enrolled.keys()].sort();
  space = enrolled.get(names[0]!)!.item.space;
});
ava.after.always(() => stack?.stop());

async function enrol(person: string, png: Buffer): Promise<void> {
  const { event } = await stack.analysed(keyOf(person), png);
  if (event.type !== 'Person Enrolled') throw new Error(`${person}: ${JSON.stringify(event.detail)}`);
  enrolled.set(person, { png, item: (await itemOf(person))! });
}

async function itemOf(person: string, photo = keyOf(person)): Promise<PersonItem | undefined> {
  const { Item } = await stack.db.send(
    new GetCommand({ TableName: stack.store.names.people, Key: { person, photo }, ConsistentRead: true }),
  );
  return Item as PersonItem | undefined;
}

async function put(TableName: string, Item: PersonItem | Enrolment): Promise<void> {
  await stack.db.send(new PutCommand({ TableName, Item }));
}

/** Makes of an enrolment what an older engine would have left: other numbers, in a space of its own. */
async function makeOlder(person: string): Promise<void> {
  const { others, ...item } = (await itemOf(person))!;
  const descriptor = pack(unpack(item.descriptor).reverse());
  await put(stack.store.names.people, { ...item, descriptor, space: OLD, engine: OLD_ENGINE });
  await touchGallery(stack.store);
}

async function makeAllOlder(): Promise<void> {
  for (const person of names) await makeOlder(person);
}

/** Who can be matched by an engine of that space. */
async function peopleIn(which: string): Promise<string[]> {
  const people: string[] = [];
  await readGallery(stack.store, which, ({ person }) => people.push(person));
  return people.sort();
}

/** Who the running functions say is in the photos. */
async function seen(): Promise<string[]> {
  const people = new Set<string>();
  for (const number of SAMPLES) {
    const { event } = await stack.analysed(`sample${number}.jpg`, await sample(number));
    for (const person of event.detail.people ?? []) people.add(person);
  }
  return [...people].sort();
}

/** Re-enrols with JSON as the answer; stderr is logged where the exit code is not the expected one. */
async function reenrol(t: ExecutionContext, expected: number, args: string[] = [], endpoint?: string) {
  const { code, stdout, stderr } = await run(['reenrol', '--json', ...args], {
    environment: endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint },
  });
  t.is(code, expected, stderr);
  return { ...JSON.parse(stdout), stderr } as {
    space: string;
    photos: number;
    missing: number;
    inSeveral: number;
    reenrolled: number;
    forgotten?: number;
    left: { person: string; photo: string; spaces: string[]; reason: string; message: string }[];
    stderr: string;
  };
}

/** An endpoint where something happens while the command reads one person's photo. */
function watchPhotos(t: ExecutionContext, meanwhile: Record<string, Meanwhile>): Promise<string> {
  return openWatch(t, stack.endpoint, ({ method, path }) => {
    if (method !== 'GET') return undefined;
    const person = Object.keys(meanwhile).find((name) => path.split('?')[0]!.endsWith(keyOf(name)));
    return person === undefined ? undefined : meanwhile[person];
  });
}

/** An endpoint that gives the command so many photos, and lets it wait for all others. */
function giveOnly(t: ExecutionContext, count: number): Promise<string> {
  let given = 0;
  return openWatch(t, stack.endpoint, ({ method, path }) => {
    if (method !== 'GET' || !path.includes('/people/') || ++given <= count) return undefined;
    return { before: () => new Promise<void>(() => {}) };
  });
}

test('a dry run says how much there is to do, and changes nothing', async (t) => {
  t.is(names.length, 6);
  t.like(await reenrol(t, 0, ['--dry-run']), { space, photos: 6, missing: 0 });
  await makeAllOlder();
  const before = await Promise.all(names.map((person) => itemOf(person)));
  const { code, stdout } = await run(['reenrol', '--dry-run']);
  t.is(code, 0);
  t.is(
    stdout,
    `6 of 6 enrolled photos to describe in ${space}, the space of the engine ${enrolled.get(names[0]!)!.item.engine.name}; ` +
      `so far in ${OLD}.\n`,
  );
  t.deepEqual(await Promise.all(names.map((person) => itemOf(person))), before);
  t.deepEqual(await seen(), [], 'the functions of the new engine know nobody of the old space');
});

test('a function that cannot match everyone says so once for each change of the people, with the remedy', async (t) => {
  const told: [string, Record<string, unknown>][] = [];
  const gallery = freshGallery(stack.store, space, (...warning) => void told.push(warning));
  await gallery('');
  await gallery('');
  t.is(told.length, 1);
  t.regex(told[0]![0], /^6 of 6 enrolled photos cannot be matched.*Run `npx face-inbox reenrol`/);
  t.deepEqual(told[0]![1], { missing: 6, enrolled: 6, space, spaces: [OLD] });
  await touchGallery(stack.store);
  await gallery('');
  t.is(told.length, 2);
  const old = freshGallery(stack.store, OLD, (...warning) => void told.push(warning));
  t.is((await old('')).space, OLD);
  t.is(told.length, 2, 'nobody is missing in the old space');
});

test('npm start shows what a function says of people it cannot match', async (t) => {
  const running = startProcess(['--port', '0', '--ephemeral']);
  const endpoint = await running.endpoint();
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const store = openStore(
    { prefix: 'face-inbox', bucket: 'face-inbox', resultsBucket: 'none', bus: 'face-inbox' },
    { db: new DynamoDBClient(config), events: new EventBridgeClient(config) },
  );
  const item = (await itemOf(names[0]!))!;
  await store.db.send(new PutCommand({ TableName: store.names.people, Item: item }));
  const { descriptor } = enrolled.get(names[1]!)!.item;
  const known = { ...item, person: 'known', photo: keyOf('known'), descriptor, space };
  await store.db.send(new PutCommand({ TableName: store.names.people, Item: known }));
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const photo = { Bucket: 'face-inbox', Key: 'sample1.jpg', Body: await sample(1) };
  await s3.send(new PutObjectCommand(photo));
  t.is(
    await running.line(/^! /),
    '! face-inbox-analyse: 1 of 2 enrolled photos cannot be matched: they are described in the space ' +
      `${OLD}, and this function's engine describes faces in ${space}. ` +
      'Run `npx face-inbox reenrol` with the settings of this function.',
  );
  await running.line(/sample1\.jpg +3 faces: known, 2 unknown/);
  running.signal('SIGINT');
  t.is(await running.ended, 0);
});

test('killed in the middle or interrupted, it goes on with what is left, while the old space answers whole', async (t) => {
  const killed = await run(['reenrol'], {
    environment: { AWS_ENDPOINT_URL: await giveOnly(t, 2) },
    interruptAt: /^2\/6 re-enrolled: /m,
    interruptBy: 'SIGKILL',
  });
  t.is(killed.code, null);
  t.is((await peopleIn(space)).length, 2);
  t.deepEqual(await peopleIn(OLD), names);

  const interrupted = await run(['reenrol'], {
    environment: { AWS_ENDPOINT_URL: await giveOnly(t, 1) },
    interruptAt: /^1\/4 re-enrolled: /m,
  });
  t.is(interrupted.code, 130);
  t.regex(interrupted.stderr, /^Interrupted\. The same command goes on from here\.$/m);
  const soFar = await peopleIn(space);
  t.is(soFar.length, 3);
  t.deepEqual(await peopleIn(OLD), names);
  t.deepEqual(await seen(), soFar, 'functions of the new engine know those who are re-enrolled so far');

  const { code, stdout, stderr } = await run(['reenrol']);
  t.is(code, 0, stderr);
  t.is(stdout, `3 photos re-enrolled; all of 6 enrolled photos in the space ${space}.\n`);
  t.regex(stderr, new RegExp(`^6 photos also in ${OLD}, .*\\nnpx face-inbox reenrol --forget-old$`, 'm'));
  t.deepEqual(await peopleIn(OLD), names);
  t.deepEqual(await peopleIn(space), names);
  t.deepEqual(await seen(), names);
});

test('a face is described as the functions have described it, and the old descriptor is as it was', async (t) => {
  for (const person of names) {
    const { descriptor, engine } = enrolled.get(person)!.item;
    const item = (await itemOf(person))!;
    t.like(item, { space: OLD, engine: OLD_ENGINE, descriptor: pack(unpack(descriptor).reverse()) });
    t.deepEqual(Object.keys(item.others!), [space]);
    t.deepEqual(item.others![space]!.engine, engine);
    const off = unpack(item.others![space]!.descriptor).map((value, at) => value - unpack(descriptor)[at]!);
    t.true(Math.hypot(...off) < 1e-4, `${person} is ${Math.hypot(...off)} off`);
  }
});

test('done once more there is nothing to do, and nothing changes', async (t) => {
  const before = await Promise.all(names.map((person) => itemOf(person)));
  t.like(await reenrol(t, 0), { photos: 6, reenrolled: 0, missing: 0, inSeveral: 6 });
  t.deepEqual(await Promise.all(names.map((person) => itemOf(person))), before);
});

test('a person who is removed is gone from both spaces', async (t) => {
  const gone = names[0]!;
  await stack.remove(keyOf(gone));
  t.is((await stack.announced(keyOf(gone))).type, 'Person Removed');
  t.deepEqual(await peopleIn(OLD), names.slice(1));
  t.deepEqual(await peopleIn(space), names.slice(1));
  await enrol(gone, enrolled.get(gone)!.png);
  t.deepEqual(await peopleIn(OLD), names.slice(1), 'whom the new engine enrols the old one does not know');
  t.deepEqual(await peopleIn(space), names);
});

test('the old space is dropped at last, and the enrolments are as if the new engine had made them', async (t) => {
  t.like(await reenrol(t, 0, ['--forget-old']), { photos: 6, reenrolled: 0, forgotten: 5, inSeveral: 0 });
  t.deepEqual(await peopleIn(OLD), []);
  t.deepEqual(await seen(), names);
  for (const person of names) {
    const { item } = enrolled.get(person)!;
    const now = (await itemOf(person))!;
    t.deepEqual({ ...now, descriptor: undefined }, { ...item, descriptor: undefined });
  }
  t.like(await reenrol(t, 0, ['--forget-old']), { forgotten: 0 });
});

test('photos that are overwritten, removed or enrolled meanwhile stay what they have become', async (t) => {
  const [goneBefore, goneAfter, replaced, occasion] = names as [string, string, string, string];
  for (const person of [goneBefore, goneAfter, replaced, occasion]) await makeOlder(person);
  const pngs = Object.fromEntries(
    [goneBefore, goneAfter, replaced].map((person) => [person, enrolled.get(person)!.png]),
  );
  const remove = async (person: string) => {
    await stack.remove(keyOf(person));
    await stack.announced(keyOf(person));
  };
  const endpoint = await watchPhotos(t, {
    // Its photo cannot be read any more.
    [goneBefore]: { before: () => remove(goneBefore) },
    // Its photo is read, and nothing is there any more to write to.
    [goneAfter]: { after: () => remove(goneAfter) },
    // Another face, enrolled by the functions of the new engine.
    [replaced]: { after: () => enrol(replaced, enrolled.get(names.at(-1)!)!.png) },
    // The functions of the old engine enrol somebody whom the first look has not seen.
    [occasion]: {
      after: async () => {
        await enrol('newcomer', enrolled.get(goneBefore)!.png);
        await makeOlder('newcomer');
      },
    },
  });
  const { stderr, ...done } = await reenrol(t, 0, [], endpoint);
  t.like(done, { photos: 5, missing: 0, reenrolled: 2, left: [] });
  t.regex(stderr, /^1\/1 re-enrolled: people\/newcomer\/cut\.png$/m);
  for (const person of [goneBefore, goneAfter]) t.is(await itemOf(person), undefined);
  t.deepEqual(await itemOf(replaced), enrolled.get(replaced)!.item);
  t.is((await itemOf(replaced))!.space, space);
  t.deepEqual(await peopleIn(OLD), [occasion, 'newcomer'].sort());
  t.deepEqual(await peopleIn(space), ['newcomer', ...names.slice(2)].sort());
  await remove('newcomer');
  for (const [person, png] of Object.entries(pngs)) await enrol(person, png);
  t.like(await reenrol(t, 0, ['--forget-old']), { photos: 6, missing: 0 });
});

test('a photo that is replaced while nobody works on the queue keeps its old descriptor, and is named', async (t) => {
  const [late] = names as [string];
  await makeOlder(late);
  const { s3 } = stack.clients;
  const Bucket = stack.store.bucket;
  const told = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const tell = (QueueConfigurations: typeof told.QueueConfigurations) =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { QueueConfigurations },
      }),
    );
  await tell([]);
  await stack.drop(keyOf(late), enrolled.get(names[1]!)!.png);
  await tell(told.QueueConfigurations);
  const { left } = await reenrol(t, 1);
  t.like(left, [{ person: late, photo: keyOf(late), spaces: [OLD], reason: 'changed' }]);
  t.is(left.length, 1);
  t.regex(left[0]!.message, /replaced or removed.*Run the command again/);
  t.deepEqual(await peopleIn(OLD), [late]);
  await enrol(late, enrolled.get(late)!.png);
  t.like(await reenrol(t, 0), { missing: 0, photos: 6 });
});

test('a photo that the new engine cannot enrol is named, keeps answering in the old space, and stops --forget-old', async (t) => {
  // The older engine has taken for a face what this one does not.
  const blank = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#777777' } })
    .png()
    .toBuffer();
  const { item } = await stack.analysed(keyOf('nobody'), blank);
  const { image, sequencer, etag, bytes } = item as Rejected;
  t.is((item as Rejected).reason, 'no-face');
  const model = (await getImage(stack.store, keyOf(names[0]!))) as Enrolment;
  await put(stack.store.names.images, { ...model, image, sequencer, etag, bytes, person: 'nobody' });
  const known = enrolled.get(names[0]!)!.item;
  await put(stack.store.names.people, { ...known, person: 'nobody', photo: image, sequencer });
  await makeOlder('nobody');
  // And has enrolled whom another photo shows elsewhere.
  const aside = names[1]!;
  await makeOlder(aside);
  const box = { left: 0, top: 0, width: 0.1, height: 0.1 };
  await put(stack.store.names.people, { ...(await itemOf(aside))!, box });
  await makeOlder(names[2]!);

  const { code, stdout, stderr } = await run(['reenrol', '--forget-old']);
  t.is(code, 3);
  t.is(stdout, `1 photo re-enrolled; 5 of 7 enrolled photos in the space ${space}.\n`);
  t.regex(stderr, /^2 photos left, each with the descriptor that it had:$/m);
  t.regex(
    stderr,
    /^ {2}people\/nobody\/cut\.png \(test-old-128\): no-face\. The engine \S+ finds no face\. /m,
  );
  t.true(stderr.includes(`  ${keyOf(aside)} (${OLD}): no-face. `), stderr);
  t.regex(stderr, /finds faces, but none where the enrolled one is\. Enrol a clearer photo/);
  t.regex(stderr, /^Nothing is dropped, for somebody is left\. /m);
  t.deepEqual(await peopleIn(OLD), [aside, names[2]!, 'nobody'].sort());

  const forced = await reenrol(t, 3, ['--forget-old', '--force']);
  t.like(forced, { reenrolled: 0, missing: 2, forgotten: 1 });
  t.deepEqual(forced.left.map(({ person }) => person).sort(), [aside, 'nobody'].sort());
  t.deepEqual(await peopleIn(OLD), [aside, 'nobody'].sort(), 'they keep the only descriptor that they have');

  await stack.remove(keyOf('nobody'));
  t.is((await stack.announced(keyOf('nobody'))).type, 'Person Removed');
  await enrol(aside, enrolled.get(aside)!.png);
  t.like(await reenrol(t, 0, ['--forget-old']), { photos: 6, missing: 0, left: [] });
  t.deepEqual(await peopleIn(OLD), []);
  t.deepEqual(await seen(), names);
  t.deepEqual(stack.errors, []);
});
