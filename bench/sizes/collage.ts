import sharp from 'sharp';
import type { Picture, Rect } from '../../faces/Picture.ts';
import { randomNumbers } from '../accuracy/statistics/randomNumbers.ts';
import type { Cutting } from './cuttings.ts';
import { lay } from './lay.ts';

/** A photo whose faces are known. */
export interface Collage {
  jpeg: Buffer;
  /** Boxes of its faces, in pixels. */
  faces: Rect[];
}

interface Plan {
  /** What the faces are laid on; it stays as it is. */
  background: Picture;
  /** How many faces at most; fewer where no more have room. */
  most: number;
  /** Width of each face in pixels. */
  faceWidth: number;
  seed?: number;
}

/**
 * Lays faces on a background, all of one width, one in each cell of a grid and anywhere in that.
 * @throws RangeError where not even one has room.
 */
export async function collage(
  all: Cutting[],
  { background, most, faceWidth, seed = 1 }: Plan,
): Promise<Collage> {
  const used = await Promise.all(all.slice(0, most).map((cutting) => resized(cutting, faceWidth)));
  const cell = {
    width: Math.max(...used.map(({ picture }) => picture.width)),
    height: Math.max(...used.map(({ picture }) => picture.height)),
  };
  const { columns, rows, count } = grid(background, cell, most);
  const random = randomNumbers(seed);
  const anywhere = (index: number, cells: number, length: number, part: number) =>
    Math.floor((index * length) / cells + random() * (length / cells - part));
  const canvas = { ...background, rgb: background.rgb.slice() };
  const faces: Rect[] = [];
  for (let index = 0; index < count; index++) {
    const { picture, box } = used[index % used.length]!;
    const x = anywhere(index % columns, columns, canvas.width, cell.width);
    const y = anywhere(Math.floor(index / columns), rows, canvas.height, cell.height);
    lay(picture, canvas, x, y);
    faces.push({ ...box, x: box.x + x, y: box.y + y });
  }
  return { jpeg: await encoded(canvas), faces };
}

/** As a camera writes it. */
export function encoded({ width, height, rgb }: Picture): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** The cutting with a face of that width. */
export async function resized({ picture, box }: Cutting, faceWidth: number): Promise<Cutting> {
  const { width, height, rgb } = picture;
  const scale = faceWidth / box.width;
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const data = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize({ ...size, fit: 'fill' })
    .raw()
    .toBuffer();
  const across = size.width / width;
  const down = size.height / height;
  return {
    picture: { ...size, rgb: data },
    box: { x: box.x * across, y: box.y * down, width: box.width * across, height: box.height * down },
  };
}

/** Cells of about square spacing, as many as are wanted and have room. */
function grid({ width, height }: Picture, cell: { width: number; height: number }, most: number) {
  const across = Math.floor(width / cell.width);
  const down = Math.floor(height / cell.height);
  const count = Math.min(most, across * down);
  if (count < 1)
    throw new RangeError(
      `A cutting of ${cell.width} x ${cell.height} pixels has no room in ${width} x ${height}. Ask for smaller ` +
        'faces, or give a larger background.',
    );
  const even = Math.ceil(Math.sqrt((count * width) / height));
  const columns = Math.min(across, Math.max(even, Math.ceil(count / down)));
  return { columns, rows: Math.ceil(count / columns), count };
}
