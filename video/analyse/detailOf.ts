import type { Picture, Rect } from '../../faces/Picture.ts';

/** Points across and down at which the middle of a face is read: what is finer a chip does not show much of. */
const GRID = 64;
/** Of the box, on either side: it is left out, as what is behind the face. */
const EDGE = 0.15;

/**
 * How much can be made out in a box of a picture, to be compared with the same face's elsewhere: the mean difference of
 * brightness between points a hundredth of the box apart. Less for a face that is small, or blurred; it costs a fiftieth of
 * cutting the face out.
 */
export function detailOf({ width, height, rgb }: Picture, box: Rect): number {
  const at = (start: number, length: number, step: number, end: number) =>
    Math.min(
      end - 1,
      Math.max(0, Math.floor(start + length * (EDGE + (1 - 2 * EDGE) * ((step + 0.5) / GRID)))),
    );
  const columns = Array.from({ length: GRID }, (_, step) => at(box.x, box.width, step, width) * 3);
  let before = new Int32Array(GRID);
  let row = new Int32Array(GRID);
  let sum = 0;
  for (let step = 0; step < GRID; step++) {
    const line = at(box.y, box.height, step, height) * width * 3;
    for (let column = 0; column < GRID; column++) {
      const pixel = line + columns[column]!;
      const luma = rgb[pixel]! + 2 * rgb[pixel + 1]! + rgb[pixel + 2]!;
      row[column] = luma;
      if (column > 0) sum += Math.abs(luma - row[column - 1]!);
      if (step > 0) sum += Math.abs(luma - before[column]!);
    }
    [before, row] = [row, before];
  }
  return sum / (4 * 2 * GRID * (GRID - 1));
}
