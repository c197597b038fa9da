/**
 * Writes weights/ranges.json, from which the 8-bit models are made: `node bench/ranges.ts PHOTO|DIR...`. Every photo
 * goes the way that all photos go, in floats and with either alignment, and what the networks are given on the way is
 * what they are calibrated with.
 */
import { globSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '../config/settings.ts';
import { openFinder } from '../faces/Finder.ts';
import type { Square } from '../faces/Picture.ts';
import { NETWORKS, type Network } from '../weights/models.ts';
import { openRangeFinder, type RangeFinder } from '../weights/quantize/openRangeFinder.ts';
import type { Ranges } from '../weights/quantize/Pictures.ts';
import { PLAN } from '../weights/quantize/plan.ts';
import { runPhoto } from './engine/runPhoto.ts';
import { progress } from './report/options.ts';

const FILE = join(import.meta.dirname, '../weights/ranges.json');
const PHOTOS = '*.{jpg,jpeg,png,webp}';
/** More of the range than these would say nothing. */
const DIGITS = 4;

const named = process.argv.slice(2);
if (named.length === 0) {
  console.error('Name photos to calibrate with, or folders of them: node bench/ranges.ts PHOTO|DIR...');
  process.exit(2);
}
const photos = named.flatMap((path) =>
  statSync(path).isDirectory() ? globSync(join(path, PHOTOS)).sort() : [path],
);
const ranges = await calibrate(photos);
const command = `node bench/ranges.ts ${named.join(' ')}`;
await writeFile(FILE, write({ command, photos: photos.length, ranges }));
progress(`${photos.length} photos, ${FILE} written. Next: npm run weights -- --accept`);

async function calibrate(paths: string[]): Promise<Partial<Record<Network, Ranges>>> {
  const finders = new Map<Network, RangeFinder>();
  for (const network of NETWORKS) {
    const span = PLAN[network];
    if (span) finders.set(network, await openRangeFinder(network, span));
  }
  const look = async (network: Network, squares: Square[]) => {
    for (const { rgb, size } of squares) await finders.get(network)?.look(rgb, size);
  };
  const settings = readSettings({ ...process.env, FACE_ENGINE: 'onnx', PRECISION: 'fp32' });
  for (const alignment of ['trained', 'face-api'] as const) {
    const finder = await openFinder({ ...settings, alignment });
    const { engine } = finder;
    const watched = {
      ...engine,
      detect: async (square: Square, minScore: number) => {
        await look('ssd_mobilenetv1', [square]);
        return engine.detect(square, minScore);
      },
      describe: async (squares: Square[]) => {
        await look('face_recognition', squares);
        return engine.describe(squares);
      },
    };
    for (const path of paths)
      await runPhoto(await readFile(path), { ...finder, engine: watched }, settings.maxPixels);
  }
  return Object.fromEntries([...finders].map(([network, finder]) => [network, finder.ranges()]));
}

/** A tensor a line. */
function write(content: object): string {
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
  return `${JSON.stringify(content, rounded, 2).replaceAll(/\[\s+(\S+),\s+(\S+)\s+\]/g, '[$1, $2]')}\n`;
}
