import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { listPhotos } from '../accuracy/listPhotos.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import type { PlannedDrop } from './planSoak.ts';

export interface Photos {
  /** How many there are to choose from. */
  count: number;
  /** The first ones, as they are: face-api's. */
  samples: Buffer[];
  /** One of them in a cut, size and quality of its own, as JPEG. */
  look(look: PlannedDrop['look']): Promise<Buffer>;
}

/** Most of what people send each other, and quick to look at. */
const WIDTH = { least: 320, most: 1024 };
const QUALITY = { least: 60, most: 92 };
/** Of the looks are of the sample photos alone, whose people are enrolled. */
const KNOWN = 1 / 3;
/** Of each side is kept at least. */
const KEPT = 0.8;

/**
 * face-api's sample photos, and those in a folder and the folders in it.
 * @param folder absent: the sample photos alone
 */
export async function openPhotos(folder: string | undefined): Promise<Photos> {
  const samples = await Promise.all((await samplePhotos()).map(({ path }) => readFile(path)));
  const others = folder === undefined ? [] : await pathsIn(folder);
  const readAnother = async (path: string) => {
    const picture = sharp(await readFile(path)).autoOrient();
    const fitting = picture.resize({ width: 2 * WIDTH.most, withoutEnlargement: true });
    return fitting.flatten({ background: 'white' }).jpeg({ quality: 95 }).toBuffer();
  };
  const all = [...samples];
  for (const path of others) all.push(await readAnother(path));
  return {
    count: all.length,
    samples,
    async look({ photo, crop, width, quality }) {
      const from = photo < KNOWN ? samples : all;
      const bytes = from[Math.floor(((photo / KNOWN) % 1) * from.length)]!;
      const size = await sharp(bytes).metadata();
      const kept = KEPT + (1 - KEPT) * crop;
      return sharp(bytes)
        .extract({
          left: Math.floor(((1 - kept) * size.width) / 2),
          top: Math.floor(((1 - kept) * size.height) / 2),
          width: Math.floor(kept * size.width),
          height: Math.floor(kept * size.height),
        })
        .resize({ width: Math.round(WIDTH.least + width * (WIDTH.most - WIDTH.least)) })
        .jpeg({ quality: Math.round(QUALITY.least + quality * (QUALITY.most - QUALITY.least)) })
        .toBuffer();
    },
  };
}

async function pathsIn(folder: string): Promise<string[]> {
  const { photos, folders } = await listPhotos(folder);
  const below = await Promise.all(
    folders.map(async (name) => {
      const inner = join(folder, name);
      return (await listPhotos(inner)).photos.map((photo) => join(inner, photo));
    }),
  );
  return [...photos.map((name) => join(folder, name)), ...below.flat()];
}
