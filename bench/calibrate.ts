/**
 * Writes weights/ranges.json, from which the 8-bit models are made: `node bench/calibrate.ts PHOTOS...`, photos or
 * folders of them. Every photo goes the way that all photos go, in floats and with either alignment, and what the
 * networks were given on the way is what they are calibrated with.
 */
import { globSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '../config/settings.ts';
import { openFinder } from '../faces/Finder.ts';
import type { Square } from '../faces/Picture.ts';
import type { Network } from '../weights/models.ts';
import { openRangeFinder } from '../weights/quantize/openRangeFinder.ts';
import type { Ranges } from '../weights/quantize/Pictures.ts';
import { PLAN } from '../weights/quantize/plan.ts';
import { runPhoto } from './engine/runPhoto.ts';
import { progress } from './report/options.ts';

const FILE = join(import.meta.dirname, '../weights/ranges.json');
const PHOTOS = '*.{jpg,jpeg,png,webp}';
/** More of the range than these would say nothing. */
const DIGITS = 4;

const paths = process.argv
  .slice(2)
  .flatMap((path) => (statSync(path).isDirectory() ? globSync(join(path, PHOTOS)).sort() : [path]));
const settings = readSettings({ ...process.env, FACE_ENGINE: 'onnx', PRECISION: 'fp32' });
const ranges = await calibrate(paths);
await writeFile(FILE, `${JSON.stringify(ranges, null, 2)}\n`);
progress(`${paths.length} photos, ${FILE} written. Next: npm run weights -- --accept`);

async function calibrate(photos: string[]): Promise<Partial<Record<Network, Ranges>>> {
  const finders = await Promise.all(
    Object.entries(PLAN).map(async ([network, span]) => ({
      network: network as Network,
      finder: await openRangeFinder(network as Network, span),
    })),
  );
  const look = async (network: Network, squares: Square[]) => {
    const finder = finders.find((one) => one.network === network)?.finder;
    for (const { rgb, size } of squares) await finder?.look(rgb, size);
  };
  for (const alignment of ['trained', 'face-api'] as const) {
    const found = await openFinder({ ...settings, alignment });
    const { engine } = found;
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
    for (const path of photos)
      await runPhoto(await readFile(path), { ...found, engine: watched }, settings.maxPixels);
  }
  return Object.fromEntries(finders.map(({ network, finder }) => [network, rounded(finder.ranges())]));
}

function rounded(ranges: Ranges): Ranges {
  const short = (value: number) => Number(value.toPrecision(DIGITS));
  return Object.fromEntries(
    Object.entries(ranges).map(([value, [min, max]]) => [value, [short(min), short(max)]]),
  );
}
