import type { Picture } from '../../faces/Picture.ts';
import type { Turn } from '../Film.ts';

/** A picture turned clockwise, and then, if so, flipped left to right. */
export function turned({ width, height, rgb }: Picture, turn: Turn, flipped: boolean): Picture {
  if (turn === 0 && !flipped) return { width, height, rgb };
  const lying = turn === 90 || turn === 270;
  const to = { width: lying ? height : width, height: lying ? width : height };
  const pixels = Buffer.allocUnsafe(rgb.length);
  for (let y = 0, at = 0; y < to.height; y++)
    for (let column = 0; column < to.width; column++, at += 3) {
      const x = flipped ? to.width - 1 - column : column;
      const [fromX, fromY] =
        turn === 90
          ? [y, height - 1 - x]
          : turn === 270
            ? [width - 1 - y, x]
            : turn === 180
              ? [width - 1 - x, height - 1 - y]
              : [x, y];
      const from = (fromY * width + fromX) * 3;
      pixels[at] = rgb[from]!;
      pixels[at + 1] = rgb[from + 1]!;
      pixels[at + 2] = rgb[from + 2]!;
    }
  return { ...to, rgb: pixels };
}
