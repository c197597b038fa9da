import { AccuracyError } from '../AccuracyError.ts';

/**
 * Comparisons of one kind, nearest first, each with how often it counts. A distance of infinity is a comparison
 * that could not be made: it counts, and no distance accepts it.
 */
export interface Weighed {
  distance: Float64Array;
  weight: Float64Array;
  /** The sum of the weights. */
  total: number;
}

/**
 * A comparison is accepted at a distance `t` where its own is at most `t`. The terms are those of ISO/IEC 19795-1
 * for comparisons, not transactions: FAR here is its false match rate, the share of impostor comparisons that are
 * accepted; TAR is 1 - its false non-match rate, the share of genuine comparisons that are.
 */
export interface Rates {
  tar: number;
  far: number;
}

/** The operating point for a FAR: `far` is what is reached, at most what was asked for. */
export interface OperatingPoint extends Rates {
  /** Null where not even the nearest pair may be accepted. */
  distance: number | null;
}

/** Each of the distances once. @throws AccuracyError where one is no number. */
export function countOnce(distances: Iterable<number>): Weighed {
  const distance = Float64Array.from(distances).sort();
  // NaN is sorted last.
  if (Number.isNaN(distance.at(-1)))
    throw new AccuracyError(
      'A distance is not a number, and every pair must have one: the engine gave a broken descriptor.',
    );
  return { distance, weight: new Float64Array(distance.length).fill(1), total: distance.length };
}

/**
 * The rate at which FAR equals 1 - TAR, 0 to 1. The operating points of a finite set are the distances that occur in
 * it, and accepting nothing and all; between the two neighbours where FAR overtakes 1 - TAR both are interpolated
 * linearly. Where one distance is of one kind only, that is the one rate which does not change between them.
 * @throws AccuracyError where a kind has no comparisons.
 */
export function equalErrorRate(genuine: Weighed, impostor: Weighed): number {
  const [allGenuine, allImpostor] = [totalOf(genuine, 'genuine'), totalOf(impostor, 'impostor')];
  let last = { admitted: 0, missed: allGenuine };
  let [g, i] = [0, 0];
  for (;;) {
    const now = { ...last };
    const distance = Math.min(genuine.distance[g] ?? Infinity, impostor.distance[i] ?? Infinity);
    while (g < genuine.distance.length && genuine.distance[g] === distance)
      now.missed -= genuine.weight[g++]!;
    while (i < impostor.distance.length && impostor.distance[i] === distance)
      now.admitted += impostor.weight[i++]!;
    if (now.admitted * allGenuine >= now.missed * allImpostor)
      // Where the line between the two points meets FAR = 1 - TAR, in whole numbers up to the one division.
      return (
        (now.admitted * last.missed - last.admitted * now.missed) /
        ((last.missed - now.missed) * allImpostor + (now.admitted - last.admitted) * allGenuine)
      );
    last = now;
  }
}

/**
 * TAR at a FAR: the distance is the largest of those that occur in the set at which the share of impostor
 * comparisons accepted is at most `far`. Nothing is interpolated, so with fewer than 1 / far impostor comparisons it
 * is the TAR at a FAR of 0.
 * @throws AccuracyError where a kind has no comparisons.
 */
export function tarAtFar(genuine: Weighed, impostor: Weighed, far: number): OperatingPoint {
  const [allGenuine, allImpostor] = [totalOf(genuine, 'genuine'), totalOf(impostor, 'impostor')];
  const refused = nearestRefused(impostor, far, allImpostor);
  const [accepted, admitted] = [before(genuine, refused), before(impostor, refused)];
  const distance = Math.max(accepted.last, admitted.last);
  return {
    tar: accepted.weight / allGenuine,
    far: admitted.weight / allImpostor,
    distance: distance === -Infinity ? null : distance,
  };
}

/** Both rates at a distance. @throws AccuracyError where a kind has no comparisons. */
export function ratesAt(genuine: Weighed, impostor: Weighed, distance: number): Rates {
  const share = (kind: Weighed, name: string) => {
    const total = totalOf(kind, name);
    let sum = 0;
    for (let at = 0; at < kind.distance.length && kind.distance[at]! <= distance; at++)
      sum += kind.weight[at]!;
    return sum / total;
  };
  return { tar: share(genuine, 'genuine'), far: share(impostor, 'impostor') };
}

/** The distance at which the share of impostor comparisons first is more than `far`; infinity where it never is. */
function nearestRefused({ distance, weight }: Weighed, far: number, total: number): number {
  let admitted = 0;
  for (let at = 0; at < distance.length; ) {
    const here = distance[at]!;
    while (at < distance.length && distance[at] === here) admitted += weight[at++]!;
    // A quotient of whole numbers is rounded as a decimal constant is: 3 / 3000 is 0.001, not a little more.
    if (admitted / total > far) return here;
  }
  return Infinity;
}

/** What lies nearer than a distance: its weight, and the farthest of it (minus infinity for nothing). */
function before({ distance, weight }: Weighed, end: number): { weight: number; last: number } {
  let sum = 0;
  let last = -Infinity;
  for (let at = 0; at < distance.length && distance[at]! < end; at++) {
    sum += weight[at]!;
    last = distance[at]!;
  }
  return { weight: sum, last };
}

function totalOf({ total }: Weighed, kind: string): number {
  if (total === 0)
    throw new AccuracyError(
      `There are 0 ${kind} pairs, and error rates need at least one. ` +
        'Genuine pairs are two photos of one person, impostor pairs two of different people: add such photos.',
    );
  return total;
}
