import test from 'ava';
import { AccuracyError } from '../../bench/accuracy/AccuracyError.ts';
import { type Distances, numberPeople } from '../../bench/accuracy/statistics/comparePhotos.ts';
import { openSet } from '../../bench/accuracy/statistics/openSet.ts';
import { rankOne } from '../../bench/accuracy/statistics/rankOne.ts';

/** Photos of these people, so far apart as `between` says of two of them. */
function distances(people: string[], between: (a: number, b: number) => number): Distances {
  const size = people.length;
  const values = Float64Array.from({ length: size * size }, (_, at) =>
    between(Math.min(Math.floor(at / size), at % size), Math.max(Math.floor(at / size), at % size)),
  );
  return { size, values, person: numberPeople(people), people: new Set(people).size };
}

const byPerson = (people: string[], same: number, other: number) =>
  distances(people, (a, b) => (people[a] === people[b] ? same : other));

const asked = { fpirs: [0.01, 0.1], distances: [0.2, 0.5, 0.8], splits: 50, seed: 1 };

test('A photo is a hit at rank 1 where the nearest other one shows its person', (t) => {
  t.deepEqual(rankOne(byPerson(['ann', 'ann', 'bob', 'bob'], 0.3, 0.7)), { searches: 4, hits: 4 });
  t.deepEqual(rankOne(byPerson(['ann', 'ann', 'bob', 'bob'], 0.7, 0.3)), { searches: 4, hits: 0 });
  // Only the first photos of each are nearer to each other than to their own second ones.
  const two = distances(['ann', 'ann', 'bob', 'bob'], (a, b) =>
    a === 0 && b === 2 ? 0.1 : a % 2 === 0 && b - a === 1 ? 0.3 : 0.7,
  );
  t.deepEqual(rankOne({ ...two, person: numberPeople(['ann', 'ann', 'bob', 'bob']) }), {
    searches: 4,
    hits: 2,
  });
});

test('Of whom there is one photo only is not searched, but can be taken for another', (t) => {
  const people = ['ann', 'ann', 'cyd'];
  t.deepEqual(rankOne(byPerson(people, 0.3, 0.7)), { searches: 2, hits: 2 });
  t.deepEqual(rankOne(byPerson(people, 0.3, 0.2)), { searches: 2, hits: 0 });
  t.deepEqual(rankOne(byPerson(['ann', 'bob'], 0.3, 0.7)), { searches: 0, hits: 0 });
});

test('Somebody else equally near is no hit, nor is a face that was not found', (t) => {
  t.deepEqual(rankOne(byPerson(['ann', 'ann', 'bob'], 0.5, 0.5)), { searches: 2, hits: 0 });
  t.deepEqual(rankOne(byPerson(['ann', 'ann', 'bob'], Infinity, Infinity)), { searches: 2, hits: 0 });
});

test('Half of the people are enrolled, each with one photo, and all other photos are searched', (t) => {
  const people = [
    'ann',
    'ann',
    'ann',
    'bob',
    'bob',
    'bob',
    'cyd',
    'cyd',
    'cyd',
    'dan',
    'dan',
    'dan',
    'eve',
    'eve',
    'eve',
  ];
  const figures = openSet(byPerson(people, 0.3, 0.7), asked);
  t.is(figures.enrolled, 2);
  t.is(figures.strangers, 3);
  t.is(figures.mateSearches, 50 * 2 * 2);
  t.is(figures.nonMateSearches, 50 * 3 * 3);
  for (const { fpir, fnir, distance } of figures.atFpir)
    t.deepEqual({ fpir, fnir, distance }, { fpir: 0, fnir: 0, distance: 0.3 });
  t.deepEqual(figures.atDistance, [
    { distance: 0.2, fpir: 0, fnir: 1 },
    { distance: 0.5, fpir: 0, fnir: 0 },
    { distance: 0.8, fpir: 1, fnir: 0 },
  ]);
});

test('An enrolled person who is farther than another enrolled one is missed at every distance', (t) => {
  const people = ['ann', 'ann', 'bob', 'bob', 'cyd', 'cyd', 'dan', 'dan'];
  const { atDistance } = openSet(byPerson(people, 0.3, 0.25), asked);
  t.deepEqual(atDistance, [
    { distance: 0.2, fpir: 0, fnir: 1 },
    { distance: 0.5, fpir: 1, fnir: 1 },
    { distance: 0.8, fpir: 1, fnir: 1 },
  ]);
});

test('With one person enrolled nobody else can be nearer, and a farther distance names them and strangers', (t) => {
  const { atFpir, atDistance, enrolled } = openSet(byPerson(['ann', 'ann', 'bob', 'bob'], 0.3, 0.25), asked);
  t.is(enrolled, 1);
  t.deepEqual(atFpir[0], { asked: 0.01, fpir: 0, fnir: 1, distance: null });
  t.deepEqual(atDistance[1], { distance: 0.5, fpir: 1, fnir: 0 });
});

test('The same seed gives the same splits', (t) => {
  // Each pair at a distance of its own, so that other splits give other figures.
  const set = distances(['ann', 'ann', 'bob', 'bob', 'cyd', 'cyd'], (a, b) => (a * 7 + b * 3) / 50);
  t.deepEqual(openSet(set, asked), openSet(set, asked));
  t.notDeepEqual(openSet(set, asked), openSet(set, { ...asked, seed: 2 }));
});

test('One person, or one photo a person, is no open set', (t) => {
  t.throws(() => openSet(byPerson(['ann', 'ann'], 0.3, 0.7), asked), { instanceOf: AccuracyError });
  t.throws(() => openSet(byPerson(['ann', 'bob'], 0.3, 0.7), asked), {
    instanceOf: AccuracyError,
    message: /0 genuine/,
  });
});
