import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Loads packages as the tfjs-node engine does: its own folder's, else the project's. */
export const requireTfjsNode = createRequire(join(ROOT, 'engines/tfjs-node/package.json'));

/** face-api's own demo photos and how many faces each shows. */
export const DEMO_FACES = [3, 3, 3, 4, 5, 4];

/** face-api's demo photo of that number, 1 to 6. */
export const readDemo = (sample: number): Promise<Buffer> =>
  readFile(join(ROOT, `node_modules/@vladmandic/face-api/demo/sample${sample}.jpg`));

/** The labelled photos, which lie beside the project and are no part of it. */
export const PHOTOS = join(ROOT, '..', 'shared', 'photos');
export const photosThere = existsSync(PHOTOS);

/** Far above every picture in these tests that is to be read. */
export const MAX_PIXELS = 55_000_000;
