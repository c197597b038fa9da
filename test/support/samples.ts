import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** How many faces face-api's own sample photos show. */
export const SAMPLE_FACES = { 1: 3, 2: 3, 3: 3, 4: 4, 5: 5, 6: 4 } as const;

const folder = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

export function sample(number: keyof typeof SAMPLE_FACES): Promise<Buffer> {
  return readFile(join(folder, `sample${number}.jpg`));
}
