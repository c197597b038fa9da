import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Picture, Rect } from '../../../faces/Picture.ts';

/** What a film shows for a time: a part of a picture, the same all along, or moving from one place to another. */
export interface Shot {
  seconds: number;
  picture: Picture;
  /** In pixels of the picture, with the film's proportions; all of it if not said. */
  from?: Rect;
  to?: Rect;
}

/** A photo, reduced to that width. */
export async function pictureOf(photo: string | Buffer, width: number): Promise<Picture> {
  const bytes = typeof photo === 'string' ? await readFile(photo) : photo;
  const { data, info } = await sharp(bytes)
    .rotate()
    .resize({ width })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}

/** The frames of shots that follow each other, with a cut between. */
export function* framesOfShots(shots: Shot[], width: number, height: number, rate = 25) {
  let number = 0;
  for (const { seconds, picture, from, to } of shots) {
    const frames = Math.round(seconds * rate);
    const whole = { x: 0, y: 0, width: picture.width, height: (picture.width * height) / width };
    const [begin, end] = [from ?? whole, to ?? from ?? whole];
    for (let frame = 0; frame < frames; frame++) {
      const along = frames > 1 ? frame / (frames - 1) : 0;
      const between = (key: keyof Rect) => begin[key] + along * (end[key] - begin[key]);
      const rect = { x: between('x'), y: between('y'), width: between('width'), height: between('height') };
      yield { time: number++ / rate, picture: resampled(picture, rect, width, height) };
    }
  }
}

/** Nearest pixels; black beyond the picture. */
function resampled(from: Picture, rect: Rect, width: number, height: number): Picture {
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const line = Math.round(rect.y + ((y + 0.5) * rect.height) / height - 0.5);
    for (let x = 0; x < width; x++, at += 3) {
      const column = Math.round(rect.x + ((x + 0.5) * rect.width) / width - 0.5);
      if (line < 0 || column < 0 || line >= from.height || column >= from.width) continue;
      const source = (line * from.width + column) * 3;
      for (let channel = 0; channel < 3; channel++) rgb[at + channel] = from.rgb[source + channel]!;
    }
  }
  return { width, height, rgb };
}
