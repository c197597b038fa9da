import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { faceLike, SPACE } from '../../bench/gallery/faceLike.ts';
import { followGallery } from '../../galleries/followGallery.ts';
import { rebuildSnapshots } from '../../galleries/rebuildSnapshots.ts';
import { changesBetween, galleryVersion, touchGallery } from '../../store/galleryLog.ts';
import { enrol, type PersonItem, pack, unenrol } from '../../store/people.ts';
import { padded } from '../../store/sequencer.ts';
import { openWorld, type World } from './support/openWorld.ts';

let world: World;
test.before(async () => {
  world = await openWorld();
});
test.after.always(() => world?.close());

const faces = faceLike(1);
const people = [...faces.enrolled(20)];
const one = (person: string) => ({
  ...{ person, photo: `${person}.jpg`, space: SPACE },
  descriptor: faces.descriptorOf(person.charCodeAt(0)),
});

test('of changes that are noted at once each has a version and an entry of its own', async (t) => {
  const { store } = await world.newPlace();
  const names = Array.from({ length: 24 }, (_, index) => `p${index}`);
  await Promise.all(names.map((person) => touchGallery(store, [{ person }])));
  const version = await galleryVersion(store);
  t.is(version, 24);
  const { changes, gap } = await changesBetween(store, 0, version);
  t.is(gap, undefined);
  t.deepEqual(changes.map(({ person }) => person).sort(), names.sort());
  t.deepEqual(await changesBetween(store, version, version), { changes: [] });
});

test('an entry whose writer died before the version was raised is told by the next one', async (t) => {
  const { store } = await world.newPlace();
  await touchGallery(store, [{ person: 'ann' }]);
  const Item = { name: 'gallery#2', changes: [{ person: 'ben' }] };
  await store.db.send(new PutCommand({ TableName: store.names.state, Item }));
  t.is(await galleryVersion(store), 1);
  await touchGallery(store, [{ person: 'cid' }]);
  const { changes } = await changesBetween(store, 1, await galleryVersion(store));
  t.deepEqual(
    changes.map(({ person }) => person),
    ['ben', 'cid'],
  );
});

test('who misses an entry begins with a newer snapshot, or reads everybody, and never goes without', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  await place.enrolAll(people);
  await rebuildSnapshots(store, galleries, { cellsFrom: 1 });
  const warnings: string[] = [];
  const open = followGallery(store, galleries, SPACE, (message) => void warnings.push(message));
  t.is((await open('')).size, 20);
  const enrolWithoutEntry = async (person: string) => {
    await place.enrolOne(one(person), '01');
    const name = `gallery#${await galleryVersion(store)}`;
    await store.db.send(new DeleteCommand({ TableName: store.names.state, Key: { name } }));
  };
  await enrolWithoutEntry('ann');
  await rebuildSnapshots(store, galleries, { cellsFrom: 1 });
  await place.enrolOne(one('ben'), '01');
  t.is((await open('')).size, 22);
  t.deepEqual(warnings, [], 'by the newer snapshot');

  await enrolWithoutEntry('cid');
  t.is((await open('')).size, 23);
  t.regex(warnings.join(), /There is no snapshot of the gallery .* all 23 enrolled photos were read/);
  await touchGallery(store);
  t.is((await open('')).size, 23, 'and where everybody is said to have changed');
});

test('all photos of a person go, and come, where a change names the person alone', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  const other = { ...one('ann'), photo: 'other.jpg' };
  await place.enrolAll([...people, one('ann'), other]);
  await rebuildSnapshots(store, galleries, { cellsFrom: 1 });
  const open = followGallery(store, galleries, SPACE, () => t.fail());
  const asked = async () => {
    const gallery = await open('');
    const [found] = await gallery.nearest([{ descriptor: other.descriptor, space: SPACE }], 1);
    return [gallery.size, found![0]!.person === 'ann'];
  };
  t.deepEqual(await asked(), [22, true]);
  for (const { person, photo } of [one('ann'), other])
    await store.db.send(new DeleteCommand({ TableName: store.names.people, Key: { person, photo } }));
  await touchGallery(store, [{ person: 'ann' }]);
  t.deepEqual(await asked(), [20, false]);
});

test('where people come from another region they are read again, and a late entry is waited for', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  await place.enrolAll(people);
  await rebuildSnapshots(store, galleries, { cellsFrom: 1 });
  const open = followGallery(store, galleries, SPACE, () => t.fail(), { lagMs: [0, 3600_000] });
  t.is((await open('')).size, 20);
  // The version and its entry are there before the person.
  await touchGallery(store, [{ person: 'ann', photo: 'ann.jpg' }]);
  await place.store.db.send(new PutCommand({ TableName: store.names.people, Item: { ...itemOf('ann') } }));
  t.is((await open('')).size, 21);
  // The version is there before its entry.
  const version = (await galleryVersion(store)) + 1;
  await store.db.send(new PutCommand({ TableName: store.names.state, Item: { name: 'gallery', version } }));
  t.is((await open('')).size, 21);
  await enrolHere('ben');
  const changes = [{ person: 'ben', photo: 'ben.jpg' }];
  await store.db.send(
    new PutCommand({ TableName: store.names.state, Item: { name: `gallery#${version}`, changes } }),
  );
  t.is((await open('')).size, 22);

  async function enrolHere(person: string) {
    await store.db.send(new PutCommand({ TableName: store.names.people, Item: { ...itemOf(person) } }));
  }
});

test('with many changes since, a newer snapshot takes the place of the one that is held', async (t) => {
  const place = await world.newPlace();
  const { store, galleries } = place;
  await place.enrolAll(people);
  await rebuildSnapshots(store, galleries, { cellsFrom: 1 });
  const open = followGallery(store, galleries, SPACE, () => t.fail(), { many: 3, lookEveryMs: 0 });
  await open('');
  for (const person of ['ann', 'ben', 'cid']) await enrol(store, itemOf(person));
  await unenrol(store, { person: 'ben', photo: 'ben.jpg' }, padded('02'));
  t.is((await open('')).size, 22);
  await rebuildSnapshots(store, galleries, { cellsFrom: 1 });
  await enrol(store, itemOf('dan'));
  t.is((await open('')).size, 23);
  t.is((await open('')).size, 23);
});

function itemOf(person: string): PersonItem {
  const { descriptor, ...others } = one(person);
  return {
    ...others,
    descriptor: pack(descriptor),
    sequencer: padded('01'),
    quality: { sharpness: 5, brightness: 100, size: 80, roll: 0, yaw: 0, pitch: 0 },
    box: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 },
    enrolledAt: '2026-01-02T00:00:00.000Z',
    engine: { name: 'an engine', weights: 'w1' },
  };
}
