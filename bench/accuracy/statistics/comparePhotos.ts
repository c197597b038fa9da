import { AccuracyError } from '../AccuracyError.ts';

/** A descriptor and whose it is; without one the face could not be enrolled, and no comparison accepts it. */
export interface Labelled {
  person: string;
  descriptor?: Float32Array | undefined;
}

/** Distances of all photos from each other, `size` rows of `size`; infinity where one has no descriptor. */
export interface Distances {
  size: number;
  values: Float64Array;
  /** For each photo its person, from 0 on in the order of first appearance. */
  person: Uint32Array;
  people: number;
}

/** Pairs of one kind, nearest first, each with the two people it compares (numbers as in `Distances`). */
export interface Pairs {
  distance: Float64Array;
  a: Uint32Array;
  b: Uint32Array;
}

/** At that many, about a minute and less than a gigabyte. */
const MOST_PAIRS = 5_000_000;

type Distance = (a: Float32Array, b: Float32Array) => number;

/** @throws AccuracyError as `checkCount`. */
export function comparePhotos(photos: Labelled[], distance: Distance): Distances {
  const size = photos.length;
  checkCount(size);
  const values = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = row + 1; column < size; column++) {
      const between = distanceOf(photos[row]!, photos[column]!, distance);
      values[row * size + column] = between;
      values[column * size + row] = between;
    }
  const person = numberPeople(photos.map((photo) => photo.person));
  return { size, values, person, people: new Set(person).size };
}

/** Every two photos once: genuine pairs show one person, impostor pairs two. */
export function pairsOf({ size, values, person }: Distances): { genuine: Pairs; impostor: Pairs } {
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (let row = 0; row < size; row++)
    for (let column = row + 1; column < size; column++)
      (person[row] === person[column] ? genuine : impostor).push(row * size + column);
  const sorted = (pairs: number[]) =>
    nearestFirst(
      pairs.length,
      (pair) => values[pairs[pair]!]!,
      (pair) => [person[Math.floor(pairs[pair]! / size)]!, person[pairs[pair]! % size]!],
    );
  return { genuine: sorted(genuine), impostor: sorted(impostor) };
}

/** So many pairs, numbered from 0 on, by distance. */
export function nearestFirst(
  count: number,
  distanceOfPair: (pair: number) => number,
  peopleOfPair: (pair: number) => [a: number, b: number],
): Pairs {
  const distance = Float64Array.from({ length: count }, (_, pair) => distanceOfPair(pair));
  const order = Uint32Array.from(distance.keys()).sort((p, q) =>
    distance[p]! < distance[q]! ? -1 : distance[p]! > distance[q]! ? 1 : 0,
  );
  const people = (which: 0 | 1) => Uint32Array.from(order, (pair) => peopleOfPair(pair)[which]);
  return { distance: Float64Array.from(order, (pair) => distance[pair]!), a: people(0), b: people(1) };
}

export function distanceOf(one: Labelled, other: Labelled, distance: Distance): number {
  return one.descriptor && other.descriptor ? distance(one.descriptor, other.descriptor) : Infinity;
}

export function numberPeople(names: string[]): Uint32Array {
  const numbers = new Map<string, number>();
  return Uint32Array.from(names, (name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  });
}

/** @throws AccuracyError where so many photos make more than five million pairs. */
export function checkCount(photos: number): void {
  const pairs = (photos * (photos - 1)) / 2;
  if (pairs > MOST_PAIRS)
    throw new AccuracyError(
      `${photos} photos make ${pairs} pairs, and at most ${MOST_PAIRS} are compared. ` +
        'Take fewer photos a person with --limit, or name the pairs in a pairs.txt.',
    );
}
