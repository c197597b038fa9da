import { cut } from '../../faces/decode/cut.ts';
import type { Picture } from '../../faces/Picture.ts';
import type { FacePhoto } from './cuttings.ts';
import { lay } from './lay.ts';

/** Heights of a face that are left below the lowest one of a photo. */
const BELOW = 0.5;
/** A lower strip shows too little to be mistaken for anything. */
const LEAST = 200;

/**
 * A picture of that size without a face: what lies below all faces of the photos, bodies, hands, clothes and
 * furniture at the photos' own size, strip under strip and each as often as the width takes.
 * @throws RangeError where no photo has anything below its faces.
 */
export function faceless(photos: FacePhoto[], { width, height }: Pick<Picture, 'width' | 'height'>): Picture {
  const strips = photos.flatMap(({ picture, faces }) => {
    const y = Math.ceil(Math.max(0, ...faces.map((face) => face.y + (1 + BELOW) * face.height)));
    const rect = { x: 0, y, width: picture.width, height: picture.height - y };
    return rect.height < LEAST ? [] : [cut(picture, rect)];
  });
  if (strips.length === 0)
    throw new RangeError(
      `None of ${photos.length} photos has ${LEAST} rows of pixels below its faces; give one that has.`,
    );
  const all: Picture = { width, height, rgb: new Uint8Array(width * height * 3) };
  for (let y = 0, number = 0; y < height; number++) {
    const strip = strips[number % strips.length]!;
    for (let x = 0; x < width; x += strip.width) lay(strip, all, x, y);
    y += strip.height;
  }
  return all;
}
