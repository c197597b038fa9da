/** Prints the memory that decoding one photo takes, as JSON: `node decodeOnce.ts <file> <way>`. A process of its own. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import { peakMemoryMb } from '../engine/peakMemoryMb.ts';

export interface Way {
  enough?: number;
  keep?: number;
  /** Whether a region is asked for too. */
  region?: boolean;
}

const [file, json] = process.argv.slice(2);
const { region, ...way }: Way = JSON.parse(json!);
const maxPixels = 100_000_000;
sharp.concurrency(1);
const bytes = await readFile(file!);
const dot = sharp({ create: { width: 16, height: 16, channels: 3, background: '#456' } });
await decode(await dot.jpeg().toBuffer(), { maxPixels, ...way });

const beforeMb = process.memoryUsage.rss() / 2 ** 20;
const photo = await decode(bytes, { maxPixels, ...way });
if (region) await photo.region({ x: photo.width / 2, y: photo.height / 2, width: 256, height: 256 });
console.log(JSON.stringify({ beforeMb, aboveMb: (await peakMemoryMb()) - beforeMb }));
