import type { TestFn } from 'ava';
import { normalNumbers } from '../../bench/accuracy/statistics/normalNumbers.ts';
import { randomNumbers } from '../../bench/accuracy/statistics/randomNumbers.ts';
import type { Described, Enrolled, Gallery } from '../../faces/match/Gallery.ts';
import { SpaceError } from '../../faces/match/SpaceError.ts';
import { plainRank } from '../faces/support/plainGallery.ts';

/** Of the descriptors that the galleries are tried with: few numbers, as one of the galleries is slow to be searched. */
export const WIDTH = 16;
const SPACE = 'conformance';

/** A gallery of its own with those photos; they come in the order of the table: those of one person in order of their keys. */
export type Open = (space: string, enrolled: Enrolled[]) => Promise<Gallery>;

/** What every gallery has to answer, held against a plain comparison with each photo. */
export function conformance(test: TestFn<unknown>, name: string, open: Open): void {
  test(`${name}: for each face the nearest people, at the nearest of their photos, at the exact distance`, async (t) => {
    const { enrolled, faces } = population(7, { people: 40, photos: 3, faces: 6 });
    const gallery = await open(SPACE, enrolled);
    t.is(gallery.size, enrolled.length);
    t.is(gallery.space, SPACE);
    for (const most of [1, 4])
      t.deepEqual(
        await gallery.nearest(faces, most),
        faces.map((face) => plainRank(face, enrolled).slice(0, most)),
      );
  });

  test(`${name}: equal distances are in order of name, and of the photo's key`, async (t) => {
    const at = of([1]);
    const enrolled = ['ann', 'bea', 'cleo'].flatMap((person) => [photo(person, 1, at), photo(person, 2, at)]);
    const gallery = await open(SPACE, enrolled);
    const [found] = await gallery.nearest([described(of([0.5]))], 2);
    t.deepEqual(found, [
      { person: 'ann', photo: 'people/ann/001', distance: 0.5 },
      { person: 'bea', photo: 'people/bea/001', distance: 0.5 },
    ]);
  });

  test(`${name}: distances that differ in the last digits only are told apart`, async (t) => {
    const far = of([1]);
    const near = of([1 - 2 ** -22]);
    const gallery = await open(SPACE, [photo('ann', 1, far), photo('ann', 2, near), photo('zoe', 1, near)]);
    const [found] = await gallery.nearest([described(of([0]))], 5);
    t.deepEqual(
      found!.map((one) => [one.person, one.photo]),
      [
        ['ann', 'people/ann/002'],
        ['zoe', 'people/zoe/001'],
      ],
    );
    t.is(found![0]!.distance, 1 - 2 ** -22);
  });

  test(`${name}: somebody's many photos hide nobody who is asked for`, async (t) => {
    const enrolled = [
      ...Array.from({ length: 90 }, (_, at) => photo('ann', at, of([0.001 * at]))),
      photo('bea', 1, of([1])),
      photo('cleo', 1, of([2])),
    ];
    const gallery = await open(SPACE, enrolled);
    const [found] = await gallery.nearest([described(of([0]))], 3);
    t.deepEqual(
      found!.map(({ person }) => person),
      ['ann', 'bea', 'cleo'],
    );
  });

  test(`${name}: where nobody is enrolled nobody is near, and no more are given than there are`, async (t) => {
    const empty = await open(SPACE, []);
    t.is(empty.size, 0);
    t.deepEqual(await empty.nearest([described(of([0])), described(of([1]))], 3), [[], []]);
    t.deepEqual(await empty.nearest([], 3), []);
    const one = await open(SPACE, [photo('ann', 1, of([1]))]);
    t.is((await one.nearest([described(of([0]))], 3))[0]!.length, 1);
    t.deepEqual(await one.nearest([described(of([0]))], 0), [[]]);
  });

  test(`${name}: a face of another space is refused, also where nobody is enrolled`, async (t) => {
    const face = { descriptor: of([0]), space: 'another' };
    for (const enrolled of [[], [photo('ann', 1, of([1]))]]) {
      const gallery = await open(SPACE, enrolled);
      await t.throwsAsync(() => gallery.nearest([described(of([0])), face], 1), {
        instanceOf: SpaceError,
        message: /of the space another cannot be compared with one of conformance/,
      });
    }
  });
}

function population(seed: number, { people, photos, faces }: Record<'people' | 'photos' | 'faces', number>) {
  const normal = normalNumbers(randomNumbers(seed));
  const around = (centre: Float32Array) => centre.map((value) => value + 0.1 * normal());
  const centres = Array.from({ length: people }, () => new Float32Array(WIDTH).map(() => 0.3 * normal()));
  const enrolled = centres.flatMap((centre, at) =>
    Array.from({ length: photos }, (_, number) => photo(`person ${at}`, number, around(centre))),
  );
  return { enrolled, faces: centres.slice(0, faces).map((centre) => described(around(centre))) };
}

/** Those numbers, and zeros behind them. */
function of(numbers: number[]): Float32Array {
  const descriptor = new Float32Array(WIDTH);
  descriptor.set(numbers);
  return descriptor;
}

const described = (descriptor: Float32Array): Described => ({ descriptor, space: SPACE });

const photo = (person: string, number: number, descriptor: Float32Array): Enrolled => ({
  person,
  photo: `people/${person}/${String(number).padStart(3, '0')}`,
  ...described(descriptor),
});
