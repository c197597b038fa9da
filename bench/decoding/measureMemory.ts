import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { SamplePhoto } from '../engine/samplePhotos.ts';
import type { Way } from './decodeOnce.ts';
import { ENOUGH } from './decodeTasks.ts';

/** What one way to decode takes at most, in units of 2^20 bytes. */
export interface MemoryFigures {
  photo: string;
  what: string;
  /** Of the process before, with the file read and all code loaded. */
  beforeMb: number;
  /** At most, while decoding, above that. */
  aboveMb: number;
}

const SCRIPT = join(import.meta.dirname, 'decodeOnce.ts');

const WAYS: [what: string, way: Way][] = [
  [`enough ${ENOUGH}`, { enough: ENOUGH }],
  [`enough ${ENOUGH}, then a region, the photo held`, { enough: ENOUGH, region: true }],
  [`enough ${ENOUGH}, then a region, not held`, { enough: ENOUGH, region: true, keep: 0 }],
  ['in full', {}],
];

/** Decodes the photo, baseline and progressive, in each way in a process of its own. */
export async function measureMemory({ path, width, height }: SamplePhoto): Promise<MemoryFigures[]> {
  const progressive = path.replace(/\.jpg$/, '-progressive.jpg');
  await writeFile(progressive, await sharp(path).jpeg({ quality: 90, progressive: true }).toBuffer());
  const figures: MemoryFigures[] = [];
  for (const [kind, file] of Object.entries({ baseline: path, progressive }))
    for (const [what, way] of WAYS) {
      const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, file, JSON.stringify(way)]);
      figures.push({ photo: `${width} x ${height}, ${kind}`, what, ...JSON.parse(stdout) });
    }
  return figures;
}
