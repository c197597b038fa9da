import type { Photo } from '../decode/Photo.ts';
import type { Picture, Rect } from '../Picture.ts';
import type { Look } from './lookAt.ts';

/** Pixels of a photo, and where in the photo in full they lie: at (x, y), each `across` wide and `down` high. */
export interface Part {
  picture: Picture;
  x: number;
  y: number;
  across: number;
  down: number;
}

/** The pixels for a row of tiles: the photo's reduced picture where that is fine enough, else the row's in full. */
export async function partFor(row: Look[], photo: Photo): Promise<Part> {
  const { scale, size, y } = row[0]!;
  const reduced = pictureOf(photo);
  if (reduced.across <= scale) return reduced;
  const top = Math.max(0, Math.floor(y));
  const bottom = Math.min(photo.height, Math.ceil(y + size * scale));
  const picture = await photo.region({ x: 0, y: top, width: photo.width, height: bottom - top });
  return { picture, x: 0, y: top, across: 1, down: 1 };
}

function pictureOf(photo: Photo): Part {
  const { x, y, width, height } = photo.inFull({ x: 0, y: 0, width: 1, height: 1 });
  return { picture: photo.picture, x, y, across: width, down: height };
}

/** The look, given in pixels of the photo, in those of the part. */
export function within({ x, y, across, down }: Part, look: Look): Look {
  return { ...look, scale: look.scale / across, x: (look.x - x) / across, y: (look.y - y) / down };
}

/** A box of the part in pixels of the photo in full. */
export function inPhoto({ x, y, across, down }: Part, box: Rect): Rect {
  return {
    x: x + across * box.x,
    y: y + down * box.y,
    width: across * box.width,
    height: down * box.height,
  };
}

/** A box of the photo in full in pixels of its picture. */
export function inPicture(photo: Photo, box: Rect): Rect {
  const { x, y, across, down } = pictureOf(photo);
  return {
    x: (box.x - x) / across,
    y: (box.y - y) / down,
    width: box.width / across,
    height: box.height / down,
  };
}
