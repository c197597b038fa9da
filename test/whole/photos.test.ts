import { GetCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import sharp from 'sharp';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed, ImageItem } from '../../store/ImageItem.ts';
import { enrol, type PersonItem, unenrol, unpack } from '../../store/people.ts';
import { sightingsOf } from '../../store/sightings.ts';
import { SAMPLE_FACES, sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

const NUMBERS = [1, 2, 3, 4, 5, 6] as const;

async function sightings(person: string) {
  const { Items } = await stack.db.send(
    new QueryCommand({
      TableName: 'face-inbox-sightings',
      KeyConditionExpression: 'person = :p',
      ExpressionAttributeValues: { ':p': person },
    }),
  );
  return Items as { image: string; seenAt: string; similarity: number }[];
}

function analysedItem(item: ImageItem | undefined): Analysed {
  if (item?.status !== 'analysed' || item.kind)
    throw new Error(`expected an analysed photo, not ${JSON.stringify(item)}`);
  return item;
}

test.serial('a dropped photo is told in the table and on the bus, with its faces', async (t) => {
  const { event, item } = await stack.analysed('first/sample4.jpg', await sample(4));
  const { faces, faceCount, width, height, engine, people } = analysedItem(item);
  t.is(faceCount, 4);
  t.is(faces.length, 4);
  t.deepEqual([width, height], [1920, 1448]);
  t.is(engine.name, 'onnx');
  t.is(people, undefined);
  t.false('pending' in item);
  for (const { box, decision, landmarks } of faces) {
    t.is(decision, 'unknown');
    t.true(box.left >= 0 && box.left + box.width <= 1 && box.top >= 0 && box.top + box.height <= 1);
    const [left, right, nose, , mouth] = landmarks;
    t.true(left!.x < right!.x && nose!.y > left!.y && mouth!.y > nose!.y);
  }
  t.is(event.type, 'Image Analysed');
  t.deepEqual(event.detail.faces, JSON.parse(JSON.stringify(faces)));
  await stack.remove('first/sample4.jpg');
  t.is((await stack.announced('first/sample4.jpg')).type, 'Image Removed');
});

/** A full profile, whose eyes and mouth cannot be made out. */
const PROFILE = 'woman 2.2';

test.serial(
  'each of the 21 faces that can be used, enrolled as a person of its own, is found at its place',
  async (t) => {
    const cuts: { person: string; photo: number; left: number; top: number; png: Buffer }[] = [];
    for (const number of NUMBERS) {
      const { item } = await stack.analysed(`sample${number}.jpg`, await sample(number));
      const { faces } = analysedItem(item);
      t.is(faces.length, SAMPLE_FACES[number]);
      for (const [index, { box, decision }] of faces.entries()) {
        const person = `woman ${number}.${index}`;
        t.is(decision, person === PROFILE ? 'unusable' : 'unknown', person);
        if (person === PROFILE) continue;
        cuts.push({
          person,
          photo: number,
          left: box.left,
          top: box.top,
          png: await cutFace(await sample(number), box),
        });
      }
    }
    t.is(cuts.length, 21);
    await Promise.all(cuts.map(({ person, png }) => stack.drop(`people/${person}/cut.png`, png)));
    for (const { person } of cuts) {
      const { type, detail } = await stack.announced(`people/${person}/cut.png`);
      t.deepEqual([type, detail.person], ['Person Enrolled', person]);
    }
    for (const number of NUMBERS) {
      const { item, event } = await stack.analysed(`sample${number}.jpg`, await sample(number));
      const { faces, people } = analysedItem(item);
      const here = cuts.filter(({ photo }) => photo === number);
      for (const { person, left, top } of here) {
        const face = faces.find((one) => one.person === person);
        t.truthy(face, `${person} is not found`);
        t.deepEqual([face?.box.left, face?.box.top], [left, top], `${person} is found elsewhere`);
        t.is(face?.matchedPhoto, `people/${person}/cut.png`);
        t.true(face!.distance! <= face!.limit! && face!.similarity! > 90);
        // That of 21 photos, by the default promise.
        t.is(face!.limit, 0.478);
        t.true(face!.runnerUp!.distance > face!.distance!);
      }
      t.deepEqual([...people!].sort(), here.map(({ person }) => person).sort());
      t.deepEqual(event.detail.people, here.map(({ person }) => person).sort());
    }
    const seen = await sightings('woman 5.0');
    t.deepEqual(
      seen.map(({ image }) => image),
      ['sample5.jpg'],
    );
  },
);

test.serial('an enrolled person has a descriptor that anyone can read', async (t) => {
  const { Item } = await stack.db.send(
    new GetCommand({
      TableName: 'face-inbox-people',
      Key: { person: 'woman 3.0', photo: 'people/woman 3.0/cut.png' },
    }),
  );
  const descriptor = unpack(Item!.descriptor as Uint8Array);
  t.is(descriptor.length, 128);
  const norm = Math.hypot(...descriptor);
  t.true(norm > 1 && norm < 2, `norm ${norm}`);
  t.is(Item!.space, 'dlib-resnet-128');
});

test.serial('overwriting a photo replaces its result and its sightings', async (t) => {
  await stack.analysed('changing.jpg', await sample(1));
  t.true((await sightings('woman 1.0')).some(({ image }) => image === 'changing.jpg'));
  const { item } = await stack.analysed('changing.jpg', await sample(2));
  t.true(analysedItem(item).people!.has('woman 2.0'));
  t.false((await sightings('woman 1.0')).some(({ image }) => image === 'changing.jpg'));
  t.true((await sightings('woman 2.0')).some(({ image }) => image === 'changing.jpg'));
});

test.serial(
  'removing a photo removes its result and its sightings, and leaves an empty tombstone',
  async (t) => {
    await stack.remove('changing.jpg');
    const { type, detail } = await stack.announced('changing.jpg');
    t.is(type, 'Image Removed');
    t.false('people' in detail || 'faces' in detail);
    const item = await stack.settled('changing.jpg');
    t.deepEqual(Object.keys(item!).sort(), ['expiresAt', 'image', 'sequencer', 'status']);
    t.false((await sightings('woman 2.0')).some(({ image }) => image === 'changing.jpg'));
  },
);

test.serial('a person whose photo is removed is unknown from then on', async (t) => {
  await stack.remove('people/woman 6.1/cut.png');
  const { type, detail } = await stack.announced('people/woman 6.1/cut.png');
  t.deepEqual([type, detail.person], ['Person Removed', 'woman 6.1']);
  const { item } = await stack.analysed('sample6.jpg', await sample(6));
  t.false(analysedItem(item).people!.has('woman 6.1'));
  t.is(analysedItem(item).faces.filter(({ decision }) => decision === 'unknown').length, 1);
  t.deepEqual(await sightings('woman 6.1'), []);
});

test.serial(
  'a person is named once in a photo: the same face a second time is another or unknown',
  async (t) => {
    const { item } = await stack.analysed('sample3.jpg', await sample(3));
    const face = await cutFace(await sample(3), analysedItem(item).faces[0]!.box);
    const { width } = await sharp(face).metadata();
    const twice = await sharp(face)
      .extend({ right: width, background: '#808080' })
      .composite([{ input: face, left: width, top: 0 }])
      .png()
      .toBuffer();
    const mirror = analysedItem((await stack.analysed('mirror.png', twice)).item);
    t.is(mirror.faceCount, 2);
    t.is(mirror.faces.filter(({ person }) => person === 'woman 3.0').length, 1);
  },
);

test.serial(
  'photo and enrolment of one moment meet: who is enrolled is known to the next photo',
  async (t) => {
    const { item } = await stack.analysed('alone.jpg', await sample(2));
    const box = analysedItem(item).faces[0]!.box;
    await stack.remove('people/woman 2.0/cut.png');
    await stack.announced('people/woman 2.0/cut.png');
    await stack.analysed('people/Zoë Ωmega/photo.png', await cutFace(await sample(2), box));
    const again = await stack.analysed('alone.jpg', await sample(2));
    t.true(analysedItem(again.item).people!.has('Zoë Ωmega'.normalize('NFC')));
  },
);

test.serial('somebody who is enrolled by another process is known to the next photo', async (t) => {
  const key = { person: 'woman 4.0', photo: 'people/woman 4.0/cut.png' };
  const { Item } = await stack.db.send(new GetCommand({ TableName: 'face-inbox-people', Key: key }));
  await enrol(stack.store, { ...(Item as PersonItem), person: 'outsider', photo: 'people/outsider/x' });
  const { item } = await stack.analysed('sample4.jpg', await sample(4));
  // Two people equally near: nobody is named, and nobody seen.
  const between = analysedItem(item).faces.filter(({ ambiguous }) => ambiguous);
  t.deepEqual(
    between.map(({ decision, runnerUp }) => [decision, runnerUp!.person]),
    [['unknown', 'outsider']],
  );
  t.false([...analysedItem(item).people!].some((person) => ['outsider', 'woman 4.0'].includes(person)));
  await unenrol(stack.store, { person: 'outsider', photo: 'people/outsider/x' }, 'Z');
  const { item: later } = await stack.analysed('sample4.jpg', await sample(4));
  t.true(analysedItem(later).people!.has('woman 4.0'));
  t.true(analysedItem(later).faces.every(({ ambiguous }) => ambiguous === undefined));
});

test.serial('the sightings are exactly those that the images tell of', async (t) => {
  const { Items: images } = await stack.db.send(new ScanCommand({ TableName: 'face-inbox-images' }));
  const { Items: found } = await stack.db.send(new ScanCommand({ TableName: 'face-inbox-sightings' }));
  const expected = (images as ImageItem[]).flatMap(sightingsOf);
  const id = ({ person, seenAt }: { person: string; seenAt: string }) => `${person} ${seenAt}`;
  t.deepEqual((found as { person: string; seenAt: string }[]).map(id).sort(), expected.map(id).sort());
  t.true((images as ImageItem[]).every(({ pending }) => pending === undefined));
  t.deepEqual(stack.errors, []);
});
