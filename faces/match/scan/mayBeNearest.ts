import type { Rough } from './Codes.ts';

/** Whole numbers of 32 bits, and no closure over what a loop changes: the loops take four times as long otherwise. */
const LARGEST = 2 ** 31 - 1;

/**
 * Rows that may hold one of the `most` nearest people, or one as near as the last of them; in their order.
 * @param owners whose each row is
 * @param most fewer than there are owners
 */
export function mayBeNearest(
  { squares, norm, slack }: Rough,
  owners: number[],
  most: number,
): Iterable<number> {
  // So many people are nearer than this and the slack; who is farther by the slack twice is none of them. The step
  // more is for the rounding of floats.
  const reach = Math.sqrt(nearestSquares(squares, owners, most) + norm) + 2 * slack + 1;
  const bound = Math.ceil(reach * reach - norm);
  // Nor is anybody ruled out where the bound is not a number.
  return bound < LARGEST ? within(squares, bound) : squares.keys();
}

function within(squares: Int32Array, bound: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < squares.length; row++) if (squares[row]! <= bound) rows.push(row);
  return rows;
}

interface Near {
  owner: number;
  square: number;
}

/** The square within which there are so many different owners. */
function nearestSquares(squares: Int32Array, owners: number[], most: number): number {
  const nearest: Near[] = [];
  let bound = LARGEST;
  for (let row = 0; row < squares.length; row++)
    if (squares[row]! < bound) bound = keep(nearest, most, { owner: owners[row]!, square: squares[row]! });
  return bound;
}

/** @returns what the next one must be nearer than */
function keep(nearest: Near[], most: number, near: Near): number {
  const farthest = () => nearest.reduce((one, other) => (other.square > one.square ? other : one));
  const known = nearest.find(({ owner }) => owner === near.owner);
  if (known) known.square = Math.min(known.square, near.square);
  else if (nearest.length < most) nearest.push(near);
  else Object.assign(farthest(), near);
  return nearest.length === most ? farthest().square : LARGEST;
}
