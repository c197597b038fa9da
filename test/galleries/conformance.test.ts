import test from 'ava';
import { faceLike, SPACE } from '../../bench/gallery/faceLike.ts';
import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import type { Enrolled } from '../../faces/match/Gallery.ts';
import { identify } from '../../faces/match/identify.ts';
import { rankFaces } from '../../faces/match/rankFaces.ts';
import { SpaceError } from '../../faces/match/SpaceError.ts';
import { unenrol } from '../../store/people.ts';
import { padded } from '../../store/sequencer.ts';
import { plainRank } from '../faces/support/plainGallery.ts';
import { conformance } from './conformance.ts';
import { BACKENDS } from './support/backends.ts';
import { openWorld, type World } from './support/openWorld.ts';

let world: World;
test.before(async () => {
  world = await openWorld();
});
test.after.always(() => world?.close());

const { calibration } = DLIB_RESNET.spaces.trained;
const at = (...numbers: number[]) => ({ descriptor: Float32Array.from(numbers), space: SPACE });
const photoOf = (person: string, photo: string, ...numbers: number[]): Enrolled => ({
  ...{ person, photo },
  ...at(...numbers),
});
/** Somebody who is enrolled and a stranger, in turn. */
const seen = (faces: ReturnType<typeof faceLike>, count: number, people: number) =>
  Array.from({ length: count }, (_, index) => ({
    descriptor: faces.descriptorOf(index % 2 === 0 ? (index * 7) % people : -1 - index),
    space: SPACE,
  }));

for (const { name, openGallery } of BACKENDS) {
  // What DynamoDB's vector index is held to as well, where there is one: in test/deployed/.
  conformance(test, name, async (space, enrolled) => {
    const place = await world.newPlace();
    await place.enrolAll(enrolled);
    return (await openGallery(place, space))('');
  });

  test(`${name}: the nearest people are those of a plain comparison, at exactly their distances`, async (t) => {
    const place = await world.newPlace();
    const faces = faceLike(1);
    const people = [...faces.enrolled(400)];
    await place.enrolAll(people);
    const gallery = await (await openGallery(place, SPACE))('');
    t.is(gallery.size, 400);
    const looked = seen(faces, 60, 200);
    for (const most of [1, 3, 12]) {
      const plain = looked.map((face) => plainRank(face, people).slice(0, most));
      t.deepEqual(await gallery.nearest(looked, most), plain);
    }
    for (const rule of [
      { limit: 0.5, once: true },
      { limit: 0.9, once: false },
    ]) {
      const ranks = looked.map((face) => plainRank(face, people));
      t.deepEqual(
        identify(await rankFaces(looked.slice(0, 8), gallery, () => (rule.once ? 7 : 0)), {
          ...rule,
          calibration,
        }),
        identify(ranks.slice(0, 8), { ...rule, calibration }),
        'names, runners-up and who is ambiguous',
      );
    }
  });

  test(`${name}: who is enrolled, removed or enrolled anew is so at the next asking`, async (t) => {
    const place = await world.newPlace();
    await place.enrolAll([
      photoOf('ann', 'a1', 0, 0),
      photoOf('ann', 'a2', 0, 1),
      photoOf('ben', 'b1', 5, 5),
    ]);
    const open = await openGallery(place, SPACE);
    const nearest = async (...numbers: number[]) => (await (await open('')).nearest([at(...numbers)], 2))[0]!;
    t.deepEqual(await nearest(0, 0), [
      { person: 'ann', photo: 'a1', distance: 0 },
      { person: 'ben', photo: 'b1', distance: Math.sqrt(50) },
    ]);

    await place.enrolOne(photoOf('cid', 'c1', 0, 0.25), '01');
    t.deepEqual(await nearest(0, 0.25), [
      { person: 'cid', photo: 'c1', distance: 0 },
      { person: 'ann', photo: 'a1', distance: 0.25 },
    ]);
    t.is((await open('')).size, 4);

    await unenrol(place.store, { person: 'ann', photo: 'a1' }, padded('02'));
    t.deepEqual((await nearest(0, 0))[1], { person: 'ann', photo: 'a2', distance: 1 });
    await place.enrolOne(photoOf('ann', 'a2', 3, 0), '03');
    t.deepEqual((await nearest(0, 0))[1], { person: 'ann', photo: 'a2', distance: 3 });
    t.is((await open('')).size, 3);

    await unenrol(place.store, { person: 'ann', photo: 'a2' }, padded('04'));
    await unenrol(place.store, { person: 'cid', photo: 'c1' }, padded('05'));
    await unenrol(place.store, { person: 'ben', photo: 'b1' }, padded('06'));
    t.deepEqual(await nearest(0, 0), []);
    t.is((await open('')).size, 0);

    await place.enrolOne(photoOf('ann', 'a1', 1, 0), '07');
    t.deepEqual(await nearest(0, 0), [{ person: 'ann', photo: 'a1', distance: 1 }]);
  });

  test(`${name}: collections know nothing of each other`, async (t) => {
    const place = await world.newPlace();
    const people = [
      photoOf('smiths/ann', 'smiths/people/ann/1', 0, 0),
      photoOf('jones/ann', 'jones/people/ann/1', 0, 1),
      photoOf('bea', 'people/bea/1', 0, 2),
      photoOf('smiths/zoe', 'smiths/people/zoe/1', 0, 3),
    ];
    await place.enrolAll(people);
    const open = await openGallery(place, SPACE);
    const names = async (collection: string) =>
      (await (await open(collection)).nearest([at(0, 0)], 9))[0]!.map(({ person }) => person);
    t.deepEqual(await names('smiths'), ['smiths/ann', 'smiths/zoe']);
    t.deepEqual(await names('jones'), ['jones/ann']);
    t.deepEqual(await names(''), ['bea']);
    t.deepEqual(await names('nobody'), []);
    await place.enrolOne(photoOf('jones/cid', 'jones/people/cid/1', 0, 0), '01');
    t.deepEqual(await names('jones'), ['jones/cid', 'jones/ann']);
    t.deepEqual(await names('smiths'), ['smiths/ann', 'smiths/zoe']);
  });

  test(`${name}: nobody, one person, and who has very many photos`, async (t) => {
    const place = await world.newPlace();
    const open = await openGallery(place, SPACE);
    t.deepEqual(await (await open('')).nearest([at(0, 0), at(1, 1)], 3), [[], []]);
    t.is((await open('')).size, 0);

    const full = await world.newPlace();
    const many = Array.from({ length: 300 }, (_, index) => photoOf('ann', `a${index}`, index / 1000, 0));
    await full.enrolAll([...many, photoOf('ben', 'b1', 9, 0)]);
    const gallery = await (await openGallery(full, SPACE))('');
    const both = [
      { person: 'ann', photo: 'a0', distance: 0 },
      { person: 'ben', photo: 'b1', distance: 9 },
    ];
    t.deepEqual(await gallery.nearest([at(0, 0)], 2), [both], 'the runner-up is behind 300 photos');
    t.deepEqual(await gallery.nearest([at(0, 0)], 50), [both]);
    t.deepEqual(await gallery.nearest([at(0, 0)], 1), [both.slice(0, 1)]);
    t.deepEqual(await gallery.nearest([at(0, 0)], 0), [[]]);
  });

  test(`${name}: people who are equally far are given in order of their names`, async (t) => {
    const place = await world.newPlace();
    // More of them than any index proposes at first.
    const names = Array.from(
      { length: 120 },
      (_, index) => `p${String((index * 77) % 120).padStart(3, '0')}`,
    );
    await place.enrolAll(names.map((person) => photoOf(person, `${person}.jpg`, 1, 0)));
    const gallery = await (await openGallery(place, SPACE))('');
    const [found] = await gallery.nearest([at(0, 0)], 3);
    t.deepEqual(
      found!.map(({ person, distance }) => [person, distance]),
      [
        ['p000', 1],
        ['p001', 1],
        ['p002', 1],
      ],
    );
  });

  test(`${name}: a face of another space, or of another length, is an error, and so is a damaged photo`, async (t) => {
    const place = await world.newPlace();
    const elsewhere = { ...photoOf('dan', 'd1', 0, 0), space: 'another' };
    await place.enrolAll([photoOf('ann', 'a1', 0, 0), photoOf('ben', 'b1', 1, 1), elsewhere]);
    const open = await openGallery(place, SPACE);
    const error = async (face: ReturnType<typeof at>) =>
      await t.throwsAsync(async () => (await open('')).nearest([face], 2), { instanceOf: SpaceError });
    t.regex((await error({ ...at(0, 0), space: 'another' }))!.message, /another/);
    t.regex((await error(at(0, 0, 0)))!.message, /3 and 2 numbers/);
    t.is((await open('')).size, 2, 'who is described elsewhere is not here');

    await place.enrolOne(photoOf('cid', 'c1', 1, 1, 1), '01');
    t.regex((await error(at(0, 0)))!.message, /2 and 3 numbers/);
    await unenrol(place.store, { person: 'cid', photo: 'c1' }, padded('02'));
    const [found] = await (await open('')).nearest([at(0, 0)], 2);
    t.deepEqual(
      found!.map(({ person }) => person),
      ['ann', 'ben'],
    );
    t.deepEqual(
      (await (await openGallery(place, 'another'))('')).space,
      'another',
      'functions of two engines work side by side',
    );
  });
}
