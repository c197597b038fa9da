import type { Point } from '../../faces/Picture.ts';
import { mean } from '../report/statistics.ts';

/** Euclidean distance of two descriptors. @throws RangeError where their lengths differ. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(
      `A descriptor of ${a.length} numbers cannot be compared with one of ${b.length}. Compare engines of one space.`,
    );
  let squares = 0;
  for (let at = 0; at < a.length; at++) squares += (a[at]! - b[at]!) ** 2;
  return Math.sqrt(squares);
}

/** The mean distance of points of the same index, in their own units. */
export function meanDrift(a: Point[], b: Point[]): number {
  return mean(a.map((point, at) => Math.hypot(point.x - b[at]!.x, point.y - b[at]!.y)));
}

/** x, y, x, y, ... as points. */
export function pointsOf(values: ArrayLike<number>): Point[] {
  return Array.from({ length: values.length / 2 }, (_, at) => ({
    x: values[at * 2]!,
    y: values[at * 2 + 1]!,
  }));
}
