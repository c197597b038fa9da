import type { Turn } from '../detect/Detection.ts';
import type { Point, Square } from '../Picture.ts';

/** The square turned clockwise by quarters. */
export function turnSquare(square: Square, turn: Turn): Square {
  if (turn === 0) return square;
  const { size, rgb: from } = square;
  const rgb = new Float32Array(from.length);
  for (let row = 0, at = 0; row < size; row++)
    for (let column = 0; column < size; column++, at += 3) {
      const { x, y } = turnBack({ x: column, y: row }, size - 1, turn);
      const source = (y * size + x) * 3;
      rgb[at] = from[source]!;
      rgb[at + 1] = from[source + 1]!;
      rgb[at + 2] = from[source + 2]!;
    }
  return { size, rgb };
}

/** Where a point of a square turned clockwise was before; `edge` is the largest coordinate. */
export function turnBack({ x, y }: Point, edge: number, turn: Turn): Point {
  if (turn === 90) return { x: y, y: edge - x };
  if (turn === 180) return { x: edge - x, y: edge - y };
  if (turn === 270) return { x: edge - y, y: x };
  return { x, y };
}

/** A square of `size`, black, in whose middle the given one lies, each of its pixels the mean of `by` x `by`. */
export function shrinkSquare({ size: large, rgb: from }: Square, by: number, size: number): Square {
  const small = Math.floor(large / by);
  const offset = (size - small) >> 1;
  const rgb = new Float32Array(size * size * 3);
  const share = 1 / (by * by);
  for (let row = 0; row < small * by; row++) {
    const start = ((offset + Math.floor(row / by)) * size + offset) * 3;
    let source = row * large * 3;
    for (let column = 0; column < small; column++) {
      const at = start + column * 3;
      for (let step = 0; step < by; step++, source += 3) {
        rgb[at]! += from[source]! * share;
        rgb[at + 1]! += from[source + 1]! * share;
        rgb[at + 2]! += from[source + 2]! * share;
      }
    }
  }
  return { size, rgb };
}
