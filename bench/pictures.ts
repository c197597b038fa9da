/** What a picture for the page costs, and how large it is, by its width: `npm run bench:pictures`. */
import { readFile } from 'node:fs/promises';
import { readSettings } from '../config/settings.ts';
import { openDecoder } from '../faces/decode/worker/openDecoder.ts';
import { decoderLimits } from '../look/decoderLimits.ts';
import { samplePhotos } from './engine/samplePhotos.ts';
import { amount } from './report/amount.ts';
import { benchCommand, count, progress } from './report/options.ts';
import { publish } from './report/publish.ts';
import { mean, spread } from './report/statistics.ts';

const WIDTHS = [160, 320, 512, 640, 1280, 2560];

const { rounds, json } = benchCommand(
  'pictures',
  'Measures making WebP pictures of the sample photos in the confined decoder, each width in turn.',
)
  .option('--rounds <n>', 'how often each picture is made', count, 10)
  .parse()
  .opts<{ rounds: number; json: boolean }>();

await publish('pictures', json, async () => {
  const settings = readSettings();
  const decoder = openDecoder(decoderLimits(settings));
  try {
    const photos = await Promise.all((await samplePhotos()).map(({ path }) => readFile(path)));
    const made = WIDTHS.map((width) => ({ width, ms: [] as number[], bytes: [] as number[] }));
    const make = async (photo: Buffer, width: number) => {
      const began = performance.now();
      const wanted = { width, type: 'image/webp' as const, maxPixels: settings.maxPixels };
      const { bytes } = await decoder.picture(photo, wanted);
      return { ms: performance.now() - began, bytes: bytes.length };
    };
    for (const width of WIDTHS) await make(photos[0]!, width);
    for (let round = 1; round <= rounds; round++) {
      progress(`Round ${round} of ${rounds} ...`);
      for (const photo of photos)
        for (const one of made) {
          const { ms, bytes } = await make(photo, one.width);
          one.ms.push(ms);
          one.bytes.push(bytes);
        }
    }
    const pictures = made.map(({ width, ms, bytes }) => ({ width, ms: spread(ms), bytes: mean(bytes) }));
    const figures = { rounds, pictures, targets: [] };
    return { figures, sections: [sectionOf(figures)] };
  } finally {
    await decoder.close();
  }
});

function sectionOf({ rounds, pictures }: { rounds: number; pictures: Made[] }) {
  return {
    title: `WebP of photos 1920 pixels wide or high, ${rounds} interleaved rounds`,
    heads: ['width', 'ms', 'least', 'most', 'KB', '10,000 of them, s', 'MB'].map((title) => ({
      title,
      right: true,
    })),
    rows: pictures.map(({ width, ms, bytes }) => [
      ...[String(width), amount(ms.median), amount(ms.low), amount(ms.high), amount(bytes / 1000)],
      ...[amount(10 * ms.median), amount(bytes / 100)],
    ]),
  };
}

interface Made {
  width: number;
  ms: ReturnType<typeof spread>;
  bytes: number;
}
