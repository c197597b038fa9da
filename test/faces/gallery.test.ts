import test from 'ava';
import fc from 'fast-check';
import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import type { Described, Enrolled } from '../../faces/match/Gallery.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { SpaceError } from '../../faces/match/SpaceError.ts';
import { identifyIn } from './support/identifyIn.ts';
import { plainRank } from './support/plainGallery.ts';

const SPACE = 'a-space';
const { calibration } = DLIB_RESNET.spaces.trained;

/** Numbers of a few steps: many distances are equal then. */
const few = fc.constantFrom(-1, -0.5, 0, 0.25, 1);
const float = fc.float({ min: -1, max: 1, noNaN: true });
/** Of very different sizes, so that most of them are rounded to nothing beside the largest. */
const uneven = fc.float({ noDefaultInfinity: true, noNaN: true });
const anything = fc.oneof({ weight: 20, arbitrary: few }, { weight: 1, arbitrary: fc.float() });

interface Scene {
  faces: Described[];
  enrolled: Enrolled[];
}

/** Faces and enrolled photos, some of them the very same, of few people or of many. */
const scenes = (number: fc.Arbitrary<number>): fc.Arbitrary<Scene> =>
  fc.integer({ min: 1, max: 70 }).chain((width) => {
    const descriptor = fc
      .array(number, { minLength: width, maxLength: width, size: 'max' })
      .map((numbers) => Float32Array.from(numbers));
    return fc
      .record({
        known: fc.array(descriptor, { minLength: 1, maxLength: 12 }),
        people: fc.array(fc.tuple(fc.nat(9), fc.nat(11), fc.boolean(), descriptor), { maxLength: 50 }),
        seen: fc.array(fc.tuple(fc.nat(11), fc.boolean(), descriptor), { minLength: 1, maxLength: 5 }),
      })
      .map(({ known, people, seen }) => ({
        enrolled: people.map(([person, at, again, own], photo) => ({
          person: `person-${person}`,
          photo: `people/person-${person}/${photo}.jpg`,
          space: SPACE,
          descriptor: again ? known[at % known.length]! : own,
        })),
        faces: seen.map(([at, again, own]) => ({
          space: SPACE,
          descriptor: again ? known[at % known.length]! : own,
        })),
      }));
  });

const kinds = { 'a few steps': few, floats: float, 'very different sizes': uneven, anything };

for (const [kind, number] of Object.entries(kinds)) {
  test(`The nearest people are those of a plain comparison, to the last bit and in its order: ${kind}`, (t) => {
    const most = fc.oneof(fc.integer({ min: 0, max: 14 }), fc.constant(Number.POSITIVE_INFINITY));
    const property = fc.property(scenes(number), most, ({ faces, enrolled }, most) => {
      const gallery = new MemoryGallery(SPACE, enrolled);
      for (const face of faces) {
        const plain = plainRank(face, enrolled);
        t.deepEqual(gallery.nearestTo(face, most), plain.slice(0, most));
        t.deepEqual(gallery.rank(face), plain);
      }
    });
    t.notThrows(() => fc.assert(property, { numRuns: 150 }));
  });

  test(`The faces of a photo get the names that the full ranking gives them: ${kind}`, (t) => {
    const rules = fc.record({ limit: fc.constantFrom(0, 0.5, 1, 3, 1e40), once: fc.boolean() });
    const property = fc.property(scenes(number), rules, ({ faces, enrolled }, rule) => {
      const found = [undefined, ...faces];
      const names = identifyIn(found, new MemoryGallery(SPACE, enrolled), { ...rule, calibration });
      // It gives everyone, however few are asked for.
      const plain = { nearestTo: (face: Described) => plainRank(face, enrolled) };
      t.deepEqual(names, identifyIn(found, plain, { ...rule, calibration }));
    });
    t.notThrows(() => fc.assert(property, { numRuns: 150 }));
  });
}

test('Among thousands of photos, of some people many, the nearest are those of a plain comparison', (t) => {
  const numbers = fc.array(fc.float({ min: -Math.fround(0.2), max: Math.fround(0.2), noNaN: true }), {
    minLength: 128,
    maxLength: 128,
    size: 'max',
  });
  const pool = fc.sample(numbers, { numRuns: 200, seed: 1 }).map((one) => Float32Array.from(one));
  const enrolled = Array.from({ length: 3000 }, (_, photo) => {
    // Person 0 has a third of the photos; every photo is a mean of two others, and some are there several times.
    const person = photo % 3 === 0 ? 0 : photo % 500;
    const [one, other] = [pool[photo % 200]!, pool[(photo * 7) % 193]!];
    const descriptor = one.map((number, at) => (number + other[at]!) / 2);
    return { person: `person-${person}`, photo: `${photo}.jpg`, space: SPACE, descriptor };
  });
  const gallery = new MemoryGallery(SPACE, enrolled);
  for (const most of [1, 2, 3, 50])
    for (const descriptor of [...pool.slice(0, 20), enrolled[77]!.descriptor]) {
      const face = { descriptor, space: SPACE };
      t.deepEqual(gallery.nearestTo(face, most), plainRank(face, enrolled).slice(0, most));
    }
});

const at = (...numbers: number[]) => ({ descriptor: Float32Array.from(numbers), space: SPACE });
const photoOf = (person: string, described: Described) => ({ person, photo: `${person}.jpg`, ...described });

test('Whoever is added after a search is found by the next one', (t) => {
  const gallery = new MemoryGallery(SPACE);
  t.deepEqual(gallery.nearestTo(at(0, 0), 1), []);
  for (const [index, person] of ['cid', 'ben', 'ann'].entries()) {
    gallery.add(photoOf(person, at(3 - index, 0)));
    t.is(gallery.nearestTo(at(0, 0), 1)[0]!.person, person);
  }
});

test('A face far outside of all that is enrolled finds the nearest all the same', (t) => {
  const numbers = fc.sample(fc.tuple(float, float, float), { numRuns: 300, seed: 1 });
  const enrolled = numbers.map((three, index) => photoOf(`person-${index}`, at(...three)));
  const gallery = new MemoryGallery(SPACE, enrolled);
  for (const far of [10, 100, 258, 300, 1e4, 1e6])
    for (const three of numbers.slice(0, 20)) {
      const face = at(...three.map((number) => number * far));
      t.deepEqual(gallery.nearestTo(face, 2), plainRank(face, enrolled).slice(0, 2));
    }
});

test('Who is nearer by less than the rounding of both is found, though by the codes another one is', (t) => {
  // The largest number makes the step 1: the face's code is 0, that of ann is 11 away and that of ben 10.
  const enrolled = [photoOf('ann', at(10.5)), photoOf('ben', at(-9.53)), photoOf('cid', at(127))];
  const [nearest] = new MemoryGallery(SPACE, enrolled).nearestTo(at(0.49), 1);
  t.is(nearest!.person, 'ann');
});

test('The errors of a search for few are those of the full ranking', (t) => {
  const all = [photoOf('ann', at(0, 0)), photoOf('ben', at(1, 1)), photoOf('cid', at(1, 1, 1))];
  const elsewhere = { ...at(0, 0), space: 'another' };
  t.throws(() => new MemoryGallery(SPACE).nearestTo(elsewhere, 1), {
    instanceOf: SpaceError,
    message: /another/,
  });
  t.throws(() => new MemoryGallery(SPACE).add(photoOf('ann', elsewhere)), { instanceOf: SpaceError });
  for (const most of [1, 2, 3]) {
    const gallery = new MemoryGallery(SPACE, all);
    t.throws(() => gallery.nearestTo(at(0, 0), most), { instanceOf: SpaceError, message: /2 and 3 numbers/ });
    t.throws(() => gallery.nearestTo(at(0, 0, 0), most), {
      instanceOf: SpaceError,
      message: /3 and 2 numbers/,
    });
    t.throws(() => gallery.nearestTo(at(0), most), { instanceOf: SpaceError, message: /1 and 2 numbers/ });
  }
});
