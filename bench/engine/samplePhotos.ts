import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** A photo in a file. */
export interface SamplePhoto {
  name: string;
  path: string;
  width: number;
  height: number;
}

/** face-api's own demo photos, each 1920 pixels wide or high and with 3 to 5 faces. */
const FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);
export const SAMPLES = 6;

/** The first so many of face-api's six demo photos. */
export function samplePhotos(count = SAMPLES): Promise<SamplePhoto[]> {
  return Promise.all(
    Array.from({ length: Math.min(count, SAMPLES) }, async (_, index) => {
      const name = `sample${index + 1}.jpg`;
      const path = join(FOLDER, name);
      const { width, height } = await sharp(path).metadata();
      return { name, path, width, height };
    }),
  );
}

/**
 * The photo enlarged to so many pixels, as a camera's JPEG, in a temporary file for as long as `work` takes.
 * @param pixels width times height, met within a row
 */
export async function withEnlarged<T>(
  { name, path, width, height }: SamplePhoto,
  pixels: number,
  work: (photo: SamplePhoto) => Promise<T>,
): Promise<T> {
  const scale = Math.sqrt(pixels / (width * height));
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-bench-'));
  try {
    const enlarged = { name: `enlarged-${name}`, path: join(folder, name), ...size };
    const picture = sharp(await readFile(path)).resize({ ...size, fit: 'fill' });
    await writeFile(enlarged.path, await picture.keepMetadata().jpeg({ quality: 90 }).toBuffer());
    return await work(enlarged);
  } finally {
    await rm(folder, { recursive: true });
  }
}
