import type { Rough } from './Codes.ts';

/**
 * Rows that may hold one of the `most` nearest people, or one as near as the last of them; in their order.
 * @param owners whose each row is
 * @param most fewer than there are owners
 */
export function mayBeNearest({ squares, norm, slack }: Rough, owners: number[], most: number): number[] {
  // So many people are nearer than this and the slack; who is farther by the slack twice is none of them. The step
  // more is for the rounding of floats.
  const reach = Math.sqrt(nearestSquares(squares, owners, most) + norm) + 2 * slack + 1;
  const bound = reach * reach - norm;
  const rows: number[] = [];
  // What cannot be compared, as it is not a number, is not ruled out.
  for (let row = 0; row < squares.length; row++) if (!(squares[row]! > bound)) rows.push(row);
  return rows;
}

/** The square within which there are so many different owners. */
function nearestSquares(squares: Int32Array, owners: number[], most: number): number {
  const nearest: { owner: number; square: number }[] = [];
  let bound = Number.POSITIVE_INFINITY;
  for (let row = 0; row < squares.length; row++) {
    const square = squares[row]!;
    if (square >= bound) continue;
    const owner = owners[row]!;
    const known = nearest.find((one) => one.owner === owner);
    if (known) known.square = Math.min(known.square, square);
    else if (nearest.length < most) nearest.push({ owner, square });
    else Object.assign(nearest.find((one) => one.square === bound)!, { owner, square });
    if (nearest.length === most) bound = Math.max(...nearest.map((one) => one.square));
  }
  return bound;
}
