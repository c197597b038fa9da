import { randomBytes } from 'node:crypto';
import type { Picture } from '../../../faces/Picture.ts';

const BITS = 12;

/**
 * A picture that says its number, and which side of it is up: the upper half has the number's bits as black and white
 * columns, the lower half is red on the left and blue on the right. It survives any codec, and being reduced.
 */
export function numbered(number: number, width: number, height: number, noise = 0): Picture {
  const row = (colourAt: (x: number) => number[]) =>
    Buffer.from(Array.from({ length: width }, (_, x) => colourAt(x)).flat());
  const upper = row((x) => Array(3).fill((number >> Math.floor((x * BITS) / width)) & 1 ? 230 : 25));
  const lower = row((x) => (x < width / 2 ? [200, 30, 30] : [30, 30, 200]));
  const rgb = Buffer.concat(Array.from({ length: height }, (_, y) => (y < height / 2 ? upper : lower)));
  // It makes a film large: no codec can foretell it.
  if (noise > 0) {
    const random = randomBytes(rgb.length);
    for (let at = 0; at < rgb.length; at++) {
      const value = rgb[at]! + ((random[at]! - 128) * noise) / 128;
      rgb[at] = Math.max(0, Math.min(255, value));
    }
  }
  return { width, height, rgb };
}

/** The number of a picture that is upright. @throws Error where it is not. */
export function numberOf({ width, height, rgb }: Picture): number {
  const at = (x: number, y: number) => {
    const index = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
    return { red: rgb[index]!, green: rgb[index + 1]!, blue: rgb[index + 2]! };
  };
  const [left, right] = [at(0.25, 0.75), at(0.75, 0.75)];
  if (!(left.red > 120 && left.blue < 100 && right.blue > 120 && right.red < 100))
    throw new Error(`The picture is not upright: ${JSON.stringify({ left, right })}.`);
  return Array.from({ length: BITS }, (_, bit) =>
    at((bit + 0.5) / BITS, 0.25).green > 128 ? 1 << bit : 0,
  ).reduce((sum, bit) => sum + bit, 0);
}
