import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The engines of TensorFlow.js, each a package of its own. */
export type TensorflowEngine = 'tfjs-node' | 'tfjs-wasm';

/** Loads packages as that engine does: its own folder's, else the project's. */
export const requireOf = (engine: TensorflowEngine): NodeJS.Require =>
  createRequire(join(ROOT, 'engines', engine, 'package.json'));

/** face-api's own demo photos and how many faces each shows. */
export const DEMO_FACES = [3, 3, 3, 4, 5, 4];

/** Where face-api's demo photo of that number, 1 to 6, lies. */
export const demoPath = (sample: number): string =>
  join(ROOT, `node_modules/@vladmandic/face-api/demo/sample${sample}.jpg`);
export const readDemo = (sample: number): Promise<Buffer> => readFile(demoPath(sample));

/** Settings by which a photo is looked at as face-api does: once, and with its own crop. */
export const AS_FACE_API = {
  ALIGNMENT: 'face-api',
  DETECT_LARGE: 'false',
  DETECT_SMALL: 'never',
  DETECT_TURNED: 'false',
  PRECISION: 'fp32',
};

/** The labelled photos, which lie beside the project and are no part of it. */
export const PHOTOS = join(ROOT, '..', 'shared', 'photos');
export const photosThere = existsSync(PHOTOS);

/** Far above every picture in these tests that is to be read. */
export const MAX_PIXELS = 55_000_000;
