import { groupAll } from '../../faces/group/groupAll.ts';
import type { Limit } from '../../faces/match/limitFor.ts';
import { randomNumbers, shuffled } from '../accuracy/statistics/randomNumbers.ts';
import { type Agreement, agreement, likeness } from './agreement.ts';

export interface Labelled {
  person: unknown;
  descriptor: Float32Array;
}

/** What came of several orders of arrival: the worst of them. */
export interface InOrders extends Agreement {
  faces: number;
  people: number;
  /** In the first order. */
  groups: number;
  /** Of the two orders that differ most, see `likeness`. */
  likeness: number;
  /** Of one face on average, in milliseconds. */
  milliseconds: number;
}

/** Groups the faces in so many random orders. */
export function inOrders(
  faces: Labelled[],
  { space, match, orders, seed }: { space: string; match: Limit; orders: number; seed: number },
): InOrders {
  const random = randomNumbers(seed);
  const people = faces.map(({ person }) => person);
  const started = performance.now();
  const results = Array.from({ length: orders }, () => {
    const order = shuffled([...faces.keys()], random);
    const groups = groupAll(
      order.map((at) => faces[at]!.descriptor),
      space,
      match,
    );
    const inPlace = new Array<number>(faces.length);
    for (const [at, face] of order.entries()) inPlace[face] = groups[at]!;
    return inPlace;
  });
  const milliseconds = (performance.now() - started) / orders / faces.length;
  const all = results.map((groups) => agreement(groups, people));
  const alike = results.flatMap((one, at) => results.slice(0, at).map((other) => likeness(one, other)));
  return {
    faces: faces.length,
    people: new Set(people).size,
    groups: new Set(results[0]).size,
    precision: Math.min(...all.map(({ precision }) => precision)),
    recall: Math.min(...all.map(({ recall }) => recall)),
    likeness: Math.min(1, ...alike),
    milliseconds,
  };
}
