import type { Picture } from '../../faces/Picture.ts';

/** Copies a picture into another at (x, y), whole pixels, as far as it lies in it. */
export function lay(from: Picture, to: Picture, x: number, y: number): void {
  const left = Math.max(0, -x);
  const length = Math.min(from.width, to.width - x) - left;
  if (length <= 0) return;
  for (let row = Math.max(0, -y); row < Math.min(from.height, to.height - y); row++) {
    const start = (row * from.width + left) * 3;
    to.rgb.set(from.rgb.subarray(start, start + length * 3), ((y + row) * to.width + x + left) * 3);
  }
}
