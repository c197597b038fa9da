import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { galleryVersion } from '../../store/galleryLog.ts';
import type { Enrolment, ImageItem } from '../../store/ImageItem.ts';
import { type PersonItem, pack } from '../../store/people.ts';
import { record } from '../../store/record.ts';
import { padded } from '../../store/sequencer.ts';
import { settle } from '../../store/settle.ts';
import { addDescriptor, forgetOtherSpaces, readGallery } from '../../store/spaces.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

const BOX = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
const QUALITY = { sharpness: 5, brightness: 100, size: 80, roll: 0, yaw: 0, pitch: 0 };
const LANDMARKS = Array.from({ length: 5 }, () => ({ x: 0.2, y: 0.3 }));
const OLD = { name: 'older', weights: 'w1' };
const NEW = { name: 'newer', weights: 'w2' };

const enrolment = (person: string, sequencer: string): Enrolment => ({
  image: `people/${person}/x`,
  sequencer: padded(sequencer),
  etag: 'e',
  bytes: 1,
  analysedAt: '2026-01-02T00:00:00.000Z',
  timings: {},
  format: 'jpeg',
  width: 100,
  height: 100,
  takenAt: '2026-01-01T00:00:00.000Z',
  engine: OLD,
  status: 'enrolled',
  person,
  faceCount: 1,
  faces: [{ box: BOX, landmarks: LANDMARKS, score: 0.9, quality: QUALITY, decision: 'enrolled', person }],
});

const numbers = (value: number) => pack(new Float32Array(4).fill(value));

/** Enrols as the older engine does, in a space of this person alone; gives what to change the enrolment by. */
async function enrolled(person: string, sequencer = '01') {
  await record(stack.store, enrolment(person, sequencer), {
    enrol: { descriptor: numbers(1), space: `${person}-old` },
  });
  return { person, photo: `people/${person}/x`, sequencer: padded(sequencer) };
}

const described = (value: number) => ({ descriptor: numbers(value), engine: NEW });

async function itemOf(person: string): Promise<PersonItem | undefined> {
  const { Item } = await stack.db.send(
    new GetCommand({ TableName: stack.store.names.people, Key: { person, photo: `people/${person}/x` } }),
  );
  return Item as PersonItem | undefined;
}

/** The first number of each descriptor of that space. */
async function inSpace(space: string) {
  const found: [string, number | undefined][] = [];
  await readGallery(stack.store, space, (one) => found.push([one.person, one.descriptor[0]]));
  return found;
}

test('a photo that is described in further spaces is found in each, and in none that it has not', async (t) => {
  const ann = await enrolled('ann');
  t.true(await addDescriptor(stack.store, ann, 'ann-new', described(2)));
  t.true(await addDescriptor(stack.store, ann, 'ann.other space', described(3)));
  t.deepEqual(await inSpace('ann-old'), [['ann', 1]]);
  t.deepEqual(await inSpace('ann-new'), [['ann', 2]]);
  t.deepEqual(await inSpace('ann.other space'), [['ann', 3]]);
  const none = await readGallery(stack.store, 'ann', () => t.fail());
  t.is(none.described, 0);
  t.is(none.elsewhere.get('ann-old'), 1);
  t.false((await readGallery(stack.store, 'ann-new', () => {})).elsewhere.has('ann-old'));
});

test('the item stays what the older engine made it, with the new descriptor beside it', async (t) => {
  const bea = await enrolled('bea');
  await addDescriptor(stack.store, bea, 'bea-new', described(2));
  t.deepEqual(await itemOf('bea'), {
    ...bea,
    descriptor: numbers(1),
    space: 'bea-old',
    engine: OLD,
    others: { 'bea-new': { descriptor: numbers(2), engine: NEW } },
    box: BOX,
    quality: QUALITY,
    enrolledAt: '2026-01-02T00:00:00.000Z',
  });
});

test('descriptors that are added at one moment are all there, and a repetition changes nothing', async (t) => {
  const cleo = await enrolled('cleo');
  const spaces = ['1', '2', '3', '4', '5'].map((name) => `cleo-${name}`);
  for (const _ of [1, 2])
    t.deepEqual(
      await Promise.all(spaces.map((space) => addDescriptor(stack.store, cleo, space, described(2)))),
      spaces.map(() => true),
    );
  t.deepEqual(Object.keys((await itemOf('cleo'))!.others!).sort(), spaces);
});

test('nothing is added to what was overwritten, removed, or is of that space itself', async (t) => {
  const dot = await enrolled('dot');
  t.false(await addDescriptor(stack.store, dot, 'dot-old', described(2)));
  await enrolled('dot', '02');
  t.false(await addDescriptor(stack.store, dot, 'dot-new', described(2)));
  t.is((await itemOf('dot'))!.others, undefined);
  await record(stack.store, { ...gone('dot', '03') });
  t.false(await addDescriptor(stack.store, { ...dot, sequencer: padded('02') }, 'dot-new', described(2)));
  t.is(await itemOf('dot'), undefined);
});

function gone(person: string, sequencer: string): ImageItem {
  return {
    image: `people/${person}/x`,
    sequencer: padded(sequencer),
    status: 'removed',
    expiresAt: 2_000_000_000,
  };
}

test('overwriting the photo leaves nothing of what was added to the one before', async (t) => {
  const eve = await enrolled('eve');
  await addDescriptor(stack.store, eve, 'eve-new', described(2));
  await enrolled('eve', '02');
  t.deepEqual(await inSpace('eve-new'), []);
  t.deepEqual(await inSpace('eve-old'), [['eve', 1]]);
});

test('removing the photo removes the person from every space', async (t) => {
  const fay = await enrolled('fay');
  await addDescriptor(stack.store, fay, 'fay-new', described(2));
  await record(stack.store, gone('fay', '02'));
  t.deepEqual(await inSpace('fay-new'), []);
  t.deepEqual(await inSpace('fay-old'), []);
});

// One after another, so that nobody else tells the functions meanwhile.
test.serial(
  'an enrolment that is finished a second time keeps what was added, and tells the functions again',
  async (t) => {
    const first = enrolment('gil', '01');
    const enrol = { descriptor: numbers(1), space: 'gil-old' };
    const gil = await enrolled('gil');
    await addDescriptor(stack.store, gil, 'gil-new', described(2));
    const version = await galleryVersion(stack.store);
    await settle(stack.store, { ...first, pending: { id: 'of an earlier worker', unsee: [], enrol } });
    t.deepEqual(await inSpace('gil-new'), [['gil', 2]]);
    t.true((await galleryVersion(stack.store)) > version);
  },
);

test.serial('a removal that is finished a second time tells the functions again', async (t) => {
  await enrolled('hal');
  const removal = gone('hal', '02');
  await record(stack.store, removal);
  const version = await galleryVersion(stack.store);
  await settle(stack.store, {
    ...removal,
    pending: { id: 'of an earlier worker', unsee: [], unenrol: 'hal' },
  });
  t.true((await galleryVersion(stack.store)) > version);
});

test('forgetting the others makes an added descriptor the own one, with its engine', async (t) => {
  const ida = await enrolled('ida');
  await addDescriptor(stack.store, ida, 'ida-new', described(2));
  await addDescriptor(stack.store, ida, 'ida-third', described(3));
  t.true(await forgetOtherSpaces(stack.store, ida, 'ida-new'));
  t.like(await itemOf('ida'), { space: 'ida-new', engine: NEW, descriptor: numbers(2), box: BOX });
  t.is((await itemOf('ida'))!.others, undefined);
  t.deepEqual(await inSpace('ida-old'), []);
  t.deepEqual(await inSpace('ida-new'), [['ida', 2]]);
  t.true(await forgetOtherSpaces(stack.store, ida, 'ida-new'), 'it can be repeated');
});

test('forgetting the others leaves the own descriptor, where that is the one of the space', async (t) => {
  const jan = await enrolled('jan');
  await addDescriptor(stack.store, jan, 'jan-new', described(2));
  t.true(await forgetOtherSpaces(stack.store, jan, 'jan-old'));
  t.like(await itemOf('jan'), { space: 'jan-old', engine: OLD, descriptor: numbers(1) });
  t.is((await itemOf('jan'))!.others, undefined);
});

test('nothing is forgotten of a photo without a descriptor of the space, nor of another change of it', async (t) => {
  const kim = await enrolled('kim');
  t.false(await forgetOtherSpaces(stack.store, kim, 'kim-new'));
  await addDescriptor(stack.store, kim, 'kim-third', described(3));
  t.false(await forgetOtherSpaces(stack.store, kim, 'kim-new'));
  t.false(await forgetOtherSpaces(stack.store, { ...kim, sequencer: padded('00') }, 'kim-third'));
  t.deepEqual(await inSpace('kim-old'), [['kim', 1]]);
  t.deepEqual(await inSpace('kim-third'), [['kim', 3]]);
});

test('everyone is read once, over many pages, and the photos of one person in their order', async (t) => {
  // Pages have 1 MB: of 1,000 such items every part of the table has more than one.
  const descriptor = pack(new Float32Array(4096).fill(7));
  const items = Array.from({ length: 1000 }, (_, at) => {
    const person = at < 300 ? 'of-many-photos' : `of-many-${at}`;
    return { person, photo: `people/${person}/${`${at}`.padStart(4, '0')}`, space: 'many', descriptor };
  });
  for (let at = 0; at < items.length; at += 25) {
    const puts = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await stack.db.send(new BatchWriteCommand({ RequestItems: { [stack.store.names.people]: puts } }));
  }
  const photos: string[] = [];
  const { described } = await readGallery(stack.store, 'many', ({ photo, descriptor: read }) => {
    photos.push(photo);
    t.is(read.length, 4096);
    t.is(read.at(-1), 7);
  });
  t.is(described, 1000);
  const all = items.map(({ photo }) => photo);
  t.deepEqual(photos.toSorted(), all.toSorted());
  const ofOne = (of: string[]) => of.filter((photo) => photo.startsWith('people/of-many-photos/'));
  t.deepEqual(ofOne(photos), ofOne(all));
});
