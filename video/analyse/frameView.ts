import type { Picture } from '../../faces/Picture.ts';

/** Cells across and down, and pixels that are read along either edge of one. */
const ACROSS = 32;
const DOWN = 18;
const READ = 2;

/** How bright a frame is in each cell of a coarse grid: as much as tells whether the next one shows the same scene. */
export function frameView({ width, height, rgb }: Picture): Uint8Array {
  const view = new Uint8Array(ACROSS * DOWN);
  for (let row = 0; row < DOWN; row++)
    for (let column = 0; column < ACROSS; column++) {
      let sum = 0;
      for (let y = 0; y < READ; y++)
        for (let x = 0; x < READ; x++) {
          const line = Math.floor(((row + (y + 0.5) / READ) * height) / DOWN);
          const at = (line * width + Math.floor(((column + (x + 0.5) / READ) * width) / ACROSS)) * 3;
          sum += rgb[at]! + 2 * rgb[at + 1]! + rgb[at + 2]!;
        }
      view[row * ACROSS + column] = sum / (4 * READ * READ);
    }
  return view;
}

/** Correlation of brightness below which two frames show two scenes: cuts have less than 0.3, a camera that moves 0.65 and more. */
const ALIKE = 0.5;
/** Mean difference of brightness, of 255, up to which they are one scene in any case: what is nearly black has no pattern. */
const FAINT = 4;

export function isCut(one: Uint8Array, other: Uint8Array): boolean {
  const count = one.length;
  let [difference, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < count; at++) {
    const [x, y] = [one[at]!, other[at]!];
    difference += Math.abs(x - y);
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  if (difference <= FAINT * count) return false;
  const spread = Math.sqrt(Math.max(0, aa - (a * a) / count) * Math.max(0, bb - (b * b) / count));
  return ab - (a * b) / count < ALIKE * spread || spread === 0;
}
