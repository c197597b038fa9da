import type { Picture } from '../../../faces/Picture.ts';

/** Mean red, green and blue. */
export function meanColour({ rgb }: Picture): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  rgb.forEach((value, at) => {
    sums[at % 3]! += value;
  });
  return sums.map((sum) => (sum * 3) / rgb.length) as [number, number, number];
}

/** Mean absolute difference of a level, 0 to 255; not a number where the sizes differ. */
export function difference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return Number.NaN;
  return a.rgb.reduce((sum, value, at) => sum + Math.abs(value - b.rgb[at]!), 0) / a.rgb.length;
}

/** The largest absolute difference of two rows of numbers; not a number where their lengths differ. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  return Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}
