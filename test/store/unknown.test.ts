import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import pMap from 'p-map';
import { normalNumbers } from '../../bench/accuracy/statistics/normalNumbers.ts';
import { randomNumbers, shuffled } from '../../bench/accuracy/statistics/randomNumbers.ts';
import { likeness } from '../../bench/groups/agreement.ts';
import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import { groupAll } from '../../faces/group/groupAll.ts';
import { groupLimit } from '../../faces/group/groupLimit.ts';
import { openGrouping } from '../../functions/analyse/group/openGrouping.ts';
import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import type { Store } from '../../store/openStore.ts';
import { pack } from '../../store/people.ts';
import { record, standing } from '../../store/record.ts';
import { padded } from '../../store/sequencer.ts';
import { tombstone } from '../../store/tombstone.ts';
import { allFaces, allGroups, numberIn } from '../../store/unknown/readRows.ts';
import { groupName } from '../../store/unknown/UnknownRow.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { seenIn } from '../support/unknown.ts';

const { name: space, strangers } = DLIB_RESNET.spaces.trained;
const match = { limit: 0.55, strangers: { ...strangers!, rate: 0.001 } };
const STEP = groupLimit(match, 0) / 2;

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

/** What nobody was enrolled since does. */
const nobodyNew = async () => {};
const grouping = (store: Store = stack.store) => openGrouping(store, space, match, nobodyNew);

/** A place along the axis of a person: two that are a step apart are linked, two that are three apart are not. */
function face(person: number, place: number): Float32Array {
  const descriptor = new Float32Array(128);
  descriptor[person] = 2;
  descriptor[127] = place * STEP;
  return descriptor;
}

const unknown = (): FaceItem => ({
  box: { left: 0, top: 0, width: 0.1, height: 0.1 },
  landmarks: Array.from({ length: 5 }, () => ({ x: 0.05, y: 0.05 })),
  score: 0.9,
  quality: { sharpness: 10, brightness: 100, size: 100, roll: 0, yaw: 0, pitch: 0 },
  decision: 'unknown',
  limit: 0.5,
  kept: true,
});

let count = 0;
/** A photo of these unknown faces, as a function records it before they are grouped. */
async function keep(image: string, descriptors: Float32Array[], store = stack.store): Promise<void> {
  const item: Analysed = {
    ...{ image, sequencer: padded((++count).toString(16).padStart(8, '0')), status: 'analysed' },
    ...{ etag: `${count}`, bytes: 1, analysedAt: '2026-01-01T00:00:00.000Z', timings: {} },
    ...{ format: 'jpeg', width: 100, height: 100, takenAt: '2026-01-01T00:00:00.000Z' },
    engine: { name: 'test', weights: 'test' },
    faceCount: descriptors.length,
    keptUntil: 4_000_000_000,
    faces: descriptors.map(unknown),
  };
  const faces = descriptors.map((descriptor, at) => ({ face: at, descriptor: pack(descriptor) }));
  await record(store, item, { keep: { space, collection: '', faces } });
}

const told = async (image: string) =>
  ((await getImage(stack.store, image)) as Analysed).faces.map(({ group }) => group);

/** That the results and sightings of these photos tell what the rows say. */
async function agree(
  t: { deepEqual(a: unknown, b: unknown): void },
  prefix: string,
): Promise<Map<string, string>> {
  const rows = new Map((await allGroups(stack.store)).map((row) => [Number(row.at), row]));
  const groups = new Map<string, string>();
  for await (const page of allFaces(stack.store))
    for (const { image, face: at, group } of page)
      if (image.startsWith(prefix)) groups.set(`${image}#${at}`, groupName('', numberIn(rows, group ?? -1)));
  const results = new Map<string, string | undefined>();
  for (const image of new Set([...groups.keys()].map((key) => key.split('#')[0]!)))
    for (const [at, group] of (await told(image)).entries()) results.set(`${image}#${at}`, group);
  t.deepEqual(new Map([...results].sort()), new Map([...groups].sort()));
  for (const group of new Set(groups.values()))
    t.deepEqual(
      (await seenIn(stack, group)).filter((image) => image.startsWith(prefix)),
      [...groups].flatMap(([key, own]) => (own === group ? [key.split('#')[0]!] : [])).sort(),
    );
  return groups;
}

test.serial(
  'a face between two groups makes them one under the lower number, and every result tells so',
  async (t) => {
    const group = grouping();
    await keep('a/1', [face(1, 0)]);
    await group('a/1');
    await keep('a/2', [face(1, 2.2), face(2, 0)]);
    await group('a/2');
    const [[one], [two, other]] = [await told('a/1'), await told('a/2')];
    t.is(new Set([one, two, other]).size, 3);
    await keep('a/3', [face(1, 1.1)]);
    await group('a/3');
    t.deepEqual([await told('a/1'), await told('a/2'), await told('a/3')], [[one], [one, other], [one]]);
    await agree(t, 'a/');
  },
);

test.serial('a face that is gone links nobody, also for functions that have read it before', async (t) => {
  const [here, there] = [grouping(), grouping()];
  await keep('b/1', [face(3, 0)]);
  await here('b/1');
  await keep('b/2', [face(3, 5)]);
  await there('b/2');
  const before = (await standing(stack.store, 'b/1'))!;
  await record(stack.store, tombstone('b/1', padded('FFFF')), { before });
  await keep('b/3', [face(3, 1)]);
  await there('b/3');
  const [old, now] = [(before as Analysed).faces[0]!.group, (await told('b/3'))[0]];
  t.truthy(now);
  t.not(now, old);
  await agree(t, 'b/');
});

test.serial(
  'a photo that is looked at once more is grouped once more, by functions that know its faces already',
  async (t) => {
    const [here, there] = [grouping(), grouping()];
    await keep('e/1', [face(5, 0)]);
    await here('e/1');
    await keep('e/2', [face(5, 1)]);
    await there('e/2');
    await keep('e/2', [face(5, 1)]);
    await here('e/2');
    t.deepEqual(await told('e/2'), await told('e/1'));
    await keep('e/2', [face(6, 0)]);
    await there('e/2');
    t.notDeepEqual(await told('e/2'), await told('e/1'));
    await agree(t, 'e/');
  },
);

/** Requests fail, some of them after the service has done them, as if the function had been killed there. */
function failing(random: () => number): Store {
  const { db } = stack.store;
  const send = async (command: never) => {
    await setImmediate();
    if (random() < 0.04) throw new Error('killed before');
    const answer = await db.send(command);
    if (random() < 0.04) throw new Error('killed after');
    return answer;
  };
  return {
    ...stack.store,
    db: new Proxy(db, { get: (of, name) => (name === 'send' ? send : Reflect.get(of, name)) }),
  };
}

for (const [how, fails] of [
  ['many functions at once, in any order,', false],
  ['many functions of which each is killed now and then', true],
] as const)
  test.serial(`${how} come to the groups that one comes to, and all results tell them`, async (t) => {
    const random = randomNumbers(fails ? 11 : 12);
    const normal = normalNumbers(random);
    // People with a row of faces each, every one linked to the next: an order in which a middle one is late joins groups.
    const photos = Array.from({ length: 40 }, (_, at) => ({
      image: `${fails ? 'd' : 'c'}/${at}`,
      people: shuffled([10, 11, 12, 13, 14], random).slice(0, 1 + (at % 3)),
    })).map(({ image, people }) => ({
      image,
      people,
      descriptors: people.map((person) => face(person + (fails ? 20 : 0), 0.8 * normal())),
    }));
    const workers = Array.from({ length: 5 }, () => {
      const store = fails ? failing(random) : stack.store;
      return { store, group: grouping(store) };
    });
    const work = async ({ image, descriptors }: (typeof photos)[number]) => {
      // As a message that comes back, to any function.
      for (let recorded = false; ; ) {
        const worker = workers[Math.floor(random() * workers.length)]!;
        try {
          if (!recorded) await keep(image, descriptors, worker.store);
          recorded = true;
          await worker.group(image);
          return;
        } catch (error) {
          if (!/killed/.test((error as Error).message)) throw error;
          recorded ||= (await getImage(stack.store, image)) !== undefined;
          await standing(stack.store, image);
        }
      }
    };
    await pMap(photos, work, { concurrency: 10 });
    const groups = await agree(t, fails ? 'd/' : 'c/');
    t.deepEqual(
      (await allGroups(stack.store)).filter(({ untold }) => untold),
      [],
    );
    const all = photos.flatMap(({ image, descriptors }) =>
      descriptors.map((descriptor, at) => ({ descriptor, group: groups.get(`${image}#${at}`) })),
    );
    const alone = groupAll(
      all.map(({ descriptor }) => descriptor),
      space,
      match,
    );
    const alike = likeness(
      all.map(({ group }) => group),
      alone,
    );
    t.true(alike > 0.95, `${alike}`);
    t.true((await allGroups(stack.store)).some(({ into }) => into !== undefined));
  });
