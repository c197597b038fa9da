import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { chooseFace } from '../../bench/accuracy/chooseFace.ts';
import { normalNumbers } from '../../bench/accuracy/statistics/normalNumbers.ts';
import { randomNumbers, shuffled } from '../../bench/accuracy/statistics/randomNumbers.ts';
import type { Described } from '../../bench/calibrate/describeSets.ts';
import { inOrders, type Labelled } from '../../bench/groups/inOrders.ts';
import { crowd } from '../../bench/strangers/population.ts';
import { sourceOf } from '../../bench/strangers/sourceOf.ts';
import { readSettings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import { openFinder } from '../../faces/Finder.ts';
import { findFaces } from '../../faces/findFaces.ts';
import { groupAll } from '../../faces/group/groupAll.ts';
import { groupLimit } from '../../faces/group/groupLimit.ts';
import { openGroups } from '../../faces/group/openGroups.ts';
import { openNeighbours } from '../../faces/group/openNeighbours.ts';
import { isUsable } from '../../faces/isUsable.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import { testWithPhotos } from './support/needs.ts';
import { MAX_PIXELS, PHOTOS, photosThere, readDemo } from './support/project.ts';

const { name: space, strangers } = DLIB_RESNET.spaces.trained;
const match = { limit: 0.55, strangers: { ...strangers!, rate: 0.001 } };
const asked = { space, match, seed: 1 };

const NO_PEOPLE = ['groups', 'video', 'lfw', 'crops'];

/** The face that counts of each labelled photo, with whose it is, and all of face-api's own photos. */
let described: Described;
test.before(async () => {
  if (!photosThere) return;
  const settings = readSettings({});
  const finder = await openFinder(settings);
  const look = async (bytes: Buffer) => {
    const photo = await decode(bytes, { maxPixels: MAX_PIXELS, enough: finder.enough });
    return {
      photo,
      faces: (await findFaces(photo, finder)).faces.filter((face) => isUsable(face, settings)),
    };
  };
  described = { people: [], strangers: [] };
  for (const folder of ['', 'crops', 'lfw'])
    for (const { name: person } of readdirSync(join(PHOTOS, folder), { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !NO_PEOPLE.includes(entry.name),
    ))
      for (const file of readdirSync(join(PHOTOS, folder, person)).sort()) {
        const { photo, faces } = await look(await readFile(join(PHOTOS, folder, person, file)));
        const face = chooseFace(faces, photo, folder === 'lfw' ? 'middle' : 'largest');
        described.people.push({ person, descriptor: face!.descriptor! });
      }
  for (const sample of [1, 2, 3, 4, 5, 6])
    described.strangers.push((await look(await readDemo(sample))).faces.map(({ descriptor }) => descriptor!));
});

testWithPhotos(
  'Photos whose names are hidden are grouped by who is in them, in whatever order they come',
  (t) => {
    const found = inOrders(described.people, { ...asked, orders: 20 });
    t.is(found.people, 20);
    t.is(found.precision, 1);
    t.true(found.recall >= 0.95, `${found.recall}`);
    t.is(found.likeness, 1);
  },
);

// docs/accuracy.md has the figures; these are bounds that they keep with room for another seed.
for (const [people, photos, least] of [
  [100, 10, { precision: 0.95, recall: 0.9, likeness: 0.95 }],
  [500, 3, { precision: 0.92, recall: 0.8, likeness: 0.92 }],
] as const)
  testWithPhotos(`${people} synthetic people who are alike are told apart in any order`, (t) => {
    const somebody = crowd(sourceOf(described), strangers!, 2);
    const faces = Array.from({ length: people }).flatMap((_, person): Labelled[] => {
      const face = somebody();
      return Array.from({ length: photos }, () => ({ person, descriptor: face() }));
    });
    const found = inOrders(faces, { ...asked, orders: 3 });
    for (const name of ['precision', 'recall', 'likeness'] as const)
      t.true(found[name] >= least[name], `${name} ${found[name]}`);
  });

/** A descriptor so far from the origin along one direction; others are in directions of their own. */
function along(direction: number, distance: number): Float32Array {
  const descriptor = new Float32Array(128);
  descriptor[direction] = distance;
  return descriptor;
}

test('A face between two groups makes them one, and an order in which it comes first gives the same', (t) => {
  const near = 0.9 * groupLimit(match, 3);
  const [one, between, other] = [along(0, -0.6 * near), along(0, 0), along(0, 0.6 * near)];
  t.is(new Set(groupAll([one!, other!], space, match)).size, 2);
  t.is(new Set(groupAll([one!, other!, between!], space, match)).size, 1);
  t.is(new Set(groupAll([between!, one!, other!], space, match)).size, 1);
});

test('Links make no chain from one person by way of others to somebody far away', (t) => {
  const step = 0.9 * groupLimit(match, 40);
  const chain = Array.from({ length: 40 }, (_, at) => along(0, at * step));
  const groups = groupAll(chain, space, match);
  t.true(new Set(groups).size > 10);
});

test('Groups that are said to be of two people stay apart, and a face near both goes to the nearer one', (t) => {
  const near = groupLimit(match, 3);
  const groups = openGroups(space, match);
  groups.put({ id: 'a', group: 1, descriptor: along(0, 0) });
  groups.put({ id: 'b', group: 2, descriptor: along(0, 0.9 * near) });
  t.deepEqual(groups.place(along(0, 0.5 * near)).groups, [1, 2]);
  groups.part(1, 2);
  t.deepEqual(groups.place(along(0, 0.5 * near)), { groups: [2], links: ['b'] });
  t.deepEqual(groups.place(along(0, 0.4 * near)), { groups: [1], links: ['a'] });
});

test('Joined groups go by the lower number, and a forgotten face is linked to no more', (t) => {
  const groups = openGroups(space, match);
  for (const [id, group, at] of [
    ['a', 7, 0],
    ['b', 3, 1],
    ['c', 9, 2],
  ] as const)
    groups.put({ id, group, descriptor: along(at, 0.4) });
  groups.join(7, 9);
  groups.join(9, 3);
  t.deepEqual([7, 3, 9].map(groups.numberOf), [3, 3, 3]);
  t.deepEqual(groups.place(along(0, 0.4)), { groups: [3], links: ['a'] });
  groups.remove(new Set(['a']));
  t.is(groups.size, 2);
  t.deepEqual(groups.place(along(0, 0.4)), { groups: [], links: [] });
});

test('The neighbours of a face are those within the limit, all of them, while faces come and go', (t) => {
  const normal = normalNumbers(randomNumbers(5));
  const random = randomNumbers(6);
  const neighbours = openNeighbours(space);
  const faces = Array.from({ length: 2000 }, (_, at) => ({
    id: `${at}`,
    group: Math.floor(random() * 900),
    descriptor: Float32Array.from({ length: 128 }, () => 0.06 * normal()),
  }));
  const there = new Set(faces.slice(0, 1900));
  for (const face of there) neighbours.add(face);
  const gone = shuffled([...there], random).slice(0, 300);
  neighbours.remove(new Set(gone.map(({ id }) => id)));
  for (const face of gone) there.delete(face);
  for (const { descriptor } of faces.slice(1900)) {
    const distances = [...there].map(({ group, descriptor: other }) => ({
      group,
      distance: euclidean({ descriptor, space }, { descriptor: other, space }),
    }));
    const limit = distances.map(({ distance }) => distance).sort((a, b) => a - b)[40]!;
    const within = distances.filter(({ distance }) => distance <= limit);
    const nearest = [...Map.groupBy(within, ({ group }) => group)].map(([group, all]) => ({
      group,
      distance: Math.min(...all.map(({ distance }) => distance)),
    }));
    t.deepEqual(
      neighbours.within(descriptor, limit).map(({ group, distance }) => ({ group, distance })),
      nearest.sort((a, b) => a.distance - b.distance || a.group - b.group),
    );
  }
});

test('The limit is the same until 128 faces are kept, and then changes only where their number doubles', (t) => {
  t.is(groupLimit(match, 0), groupLimit(match, 128));
  t.true(groupLimit(match, 129) < groupLimit(match, 128));
  t.is(groupLimit(match, 129), groupLimit(match, 256));
  t.is(groupLimit({ limit: 0.5 }, 10_000), 0.5);
});
