import { QueryCommand, TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { sweepPerson } from '../../store/forgetPerson.ts';
import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { record } from '../../store/record.ts';
import { revise } from '../../store/revise.ts';
import { changeOf, padded, revised } from '../../store/sequencer.ts';
import { type Sighting, sightingsOf } from '../../store/sightings.ts';
import { tombstone } from '../../store/tombstone.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

const face = (person: string): FaceItem => ({
  box: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 },
  landmarks: Array.from({ length: 5 }, () => ({ x: 0.2, y: 0.3 })),
  score: 0.9,
  quality: { sharpness: 5, brightness: 100, size: 80, roll: 0, yaw: 0, pitch: 0 },
  ...{ decision: 'matched', person, distance: 0.4, similarity: 99, matchedPhoto: `people/${person}/x` },
  limit: 0.5,
});

const photo = (image: string, sequencer: string, ...people: string[]): Analysed => ({
  image,
  sequencer: padded(sequencer),
  status: 'analysed',
  etag: 'e',
  bytes: 1,
  analysedAt: '2026-01-02T00:00:00.000Z',
  timings: {},
  format: 'jpeg',
  width: 100,
  height: 100,
  takenAt: '2026-01-01T00:00:00.000Z',
  engine: { name: 'onnx', weights: 'w' },
  faceCount: people.length,
  faces: people.map(face),
  ...(people.length > 0 && { people: new Set(people) }),
});

/** Calls a person otherwise; nothing where they are not in it. */
const rename =
  (from: string, to: string) =>
  ({ faces }: Analysed): FaceItem[] | undefined =>
    faces.some(({ person }) => person === from)
      ? faces.map((one) => (one.person === from ? { ...one, person: to } : one))
      : undefined;

async function seen(person: string): Promise<Sighting[]> {
  const { Items } = await stack.db.send(
    new QueryCommand({
      TableName: stack.store.names.sightings,
      KeyConditionExpression: 'person = :p',
      ExpressionAttributeValues: { ':p': person },
    }),
  );
  return Items as Sighting[];
}
const imagesOf = async (person: string) => (await seen(person)).map(({ image }) => image);

test('a person who is called otherwise is so in the result and the sightings, and that is announced', async (t) => {
  const before = (await record(stack.store, photo('a', '01', 'ann', 'ben'))) as Analysed;
  const first = await stack.announced('a');
  t.true(await revise(stack.store, 'a', rename('ann', 'anna')));
  const { pending, ...item } = (await stack.settled('a')) as Analysed;
  t.deepEqual(item, {
    ...before,
    sequencer: revised(before.sequencer),
    people: new Set(['anna', 'ben']),
    faces: [{ ...before.faces[0]!, person: 'anna' }, before.faces[1]!],
  });
  t.deepEqual(await seen('ann'), []);
  t.deepEqual([...(await seen('anna')), ...(await seen('ben'))], sightingsOf(item));
  const second = await stack.announced('a');
  t.is(second.type, 'Image Analysed');
  t.deepEqual(second.detail.people, ['anna', 'ben']);
  t.not(second.detail.id, first.detail.id);
  t.true(String(second.detail.sequencer) > String(first.detail.sequencer));
});

test('what is right as it is, rejected, removed or not there is left alone, and not announced', async (t) => {
  const before = await record(stack.store, photo('b', '01', 'cid'));
  t.false(await revise(stack.store, 'b', rename('ann', 'anna')));
  t.deepEqual(await getImage(stack.store, 'b'), before);
  await record(stack.store, tombstone('b', padded('02')));
  t.false(await revise(stack.store, 'b', rename('cid', 'sid')));
  t.false(await revise(stack.store, 'nowhere', rename('cid', 'sid')));
  const told = [await stack.announced('b'), await stack.announced('b')].map(({ type }) => type);
  t.deepEqual(told, ['Image Analysed', 'Image Removed']);
});

test('all who revise one result at once have their way', async (t) => {
  const people = Array.from({ length: 8 }, (_, index) => `friend ${index}`);
  await record(stack.store, photo('c', '01', ...people));
  await Promise.all(people.map((person) => revise(stack.store, 'c', rename(person, `dear ${person}`))));
  const item = (await stack.settled('c')) as Analysed;
  t.deepEqual([...item.people!].sort(), people.map((person) => `dear ${person}`).sort());
  t.is(item.sequencer, `${padded('01')}.0008`);
  for (const person of people) {
    t.deepEqual(await imagesOf(person), []);
    t.deepEqual(await imagesOf(`dear ${person}`), ['c']);
  }
});

test('a later change of the photo goes over a revision, and a revision never over a later change', async (t) => {
  await record(stack.store, photo('d', '01', 'dan'));
  await revise(stack.store, 'd', rename('dan', 'daniel'));
  await record(stack.store, photo('d', '02', 'dan', 'eve'));
  t.deepEqual(await imagesOf('daniel'), []);
  // Told again, the first change is as late as ever.
  await record(stack.store, photo('d', '01', 'dan'));
  t.deepEqual(((await getImage(stack.store, 'd')) as Analysed).people, new Set(['dan', 'eve']));
  let looks = 0;
  const meanwhile = (item: Analysed) => {
    looks++;
    return rename('dan', 'daniel')(item);
  };
  const [done] = await Promise.all([
    revise(stack.store, 'd', meanwhile),
    record(stack.store, photo('d', '03', 'fay')),
  ]);
  const item = (await stack.settled('d')) as Analysed;
  t.is(changeOf(item.sequencer), padded('03'));
  t.deepEqual(item.people, new Set(['fay']));
  t.true(looks >= 1 || !done);
  t.deepEqual([await imagesOf('dan'), await imagesOf('daniel'), await imagesOf('fay')], [[], [], ['d']]);
});

test('no reader ever sees a person under both names or under neither', async (t) => {
  const before = photo('e', '01', 'gus');
  await record(stack.store, before);
  const { seenAt } = sightingsOf(before)[0]!;
  const names = ['gus', 'gustav'];
  let reading = true;
  const states = new Set<string>();
  const read = async () => {
    while (reading) {
      const { Responses } = await stack.db.send(
        new TransactGetCommand({
          TransactItems: [
            { Get: { TableName: stack.store.names.images, Key: { image: 'e' } } },
            ...names.map((person) => ({
              Get: { TableName: stack.store.names.sightings, Key: { person, seenAt } },
            })),
          ],
        }),
      );
      const [item, ...rows] = Responses!.map(({ Item }) => Item);
      states.add(JSON.stringify([[...(item!.people as Set<string>)], rows.map((row) => row?.person)]));
    }
  };
  const readers = [read(), read(), read()];
  for (let round = 0; round < 10; round++) {
    await revise(stack.store, 'e', rename('gus', 'gustav'));
    await revise(stack.store, 'e', rename('gustav', 'gus'));
  }
  reading = false;
  await Promise.all(readers);
  t.deepEqual([...states].sort(), ['[["gus"],["gus",null]]', '[["gustav"],[null,"gustav"]]']);
});

test('where whoever revised died before it was announced, the next one to come announces it', async (t) => {
  await record(stack.store, photo('f', '01', 'hal'));
  await stack.announced('f');
  const { bucket, bus } = stack.store;
  const dying = openStore(
    { prefix: 'face-inbox', bucket, resultsBucket: 'none', bus: `no-${bus}` },
    stack.clients,
  );
  await t.throwsAsync(revise(dying, 'f', rename('hal', 'harold')), { message: /did not take/ });
  t.deepEqual([await imagesOf('hal'), await imagesOf('harold')], [[], ['f']], 'but it is done');
  t.false(await revise(stack.store, 'f', rename('hal', 'harold')));
  t.deepEqual((await stack.announced('f')).detail.people, ['harold']);
});

test('a crowd, of which one transaction has no room for all, is revised whole', async (t) => {
  const people = Array.from({ length: 120 }, (_, index) => `guest ${index}`);
  await record(stack.store, photo('g', '01', ...people));
  await revise(stack.store, 'g', ({ faces }) =>
    faces.map((one) => ({ ...one, person: `dear ${one.person}` })),
  );
  const item = (await stack.settled('g')) as Analysed;
  t.is(item.people!.size, 120);
  for (const person of [people[0]!, people[48]!, people[49]!, people[119]!]) {
    t.deepEqual(await imagesOf(person), []);
    t.deepEqual(await imagesOf(`dear ${person}`), ['g']);
  }
});

test('who is forgotten while somebody else is being renamed in the same photo does not come back', async (t) => {
  await record(stack.store, photo('h', '01', 'ida', 'jon'));
  let looks = 0;
  await revise(stack.store, 'h', async (item) => {
    if (looks++ === 0) await sweepPerson(stack.store, 'jon', () => false);
    return rename('ida', 'ada')(item);
  });
  t.is(looks, 2);
  const item = (await stack.settled('h')) as Analysed;
  t.deepEqual(item.people, new Set(['ada']));
  t.false(JSON.stringify(item).includes('jon'));
  t.deepEqual([await imagesOf('jon'), await imagesOf('ada')], [[], ['h']]);
  t.deepEqual(await seen('ada'), sightingsOf(item));
});
