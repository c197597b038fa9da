import type { Picture } from '../../faces/Picture.ts';
import { randomNumbers } from '../accuracy/statistics/randomNumbers.ts';
import { type Collage, encoded, resized } from './collage.ts';
import type { Cutting } from './cuttings.ts';
import { lay } from './lay.ts';

/** One face on a background, of that percentage of its width: anywhere where it has room, else in the middle. */
export async function filling(
  cutting: Cutting,
  background: Picture,
  percent: number,
  seed: number,
): Promise<Collage> {
  const { picture, box } = await resized(cutting, (background.width * percent) / 100);
  const random = randomNumbers(seed);
  const place = (length: number, part: number, from: number, size: number) =>
    part < length ? Math.floor(random() * (length - part)) : Math.round((length - size) / 2 - from);
  const x = place(background.width, picture.width, box.x, box.width);
  const y = place(background.height, picture.height, box.y, box.height);
  const canvas = { ...background, rgb: background.rgb.slice() };
  lay(picture, canvas, x, y);
  return { jpeg: await encoded(canvas), faces: [{ ...box, x: box.x + x, y: box.y + y }] };
}
