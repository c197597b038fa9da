import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { randomNumbers } from '../../bench/accuracy/statistics/randomNumbers.ts';
import { PhotoError, type Reason } from '../../faces/decode/PhotoError.ts';
import { type Decoder, openDecoder } from '../../faces/decode/worker/openDecoder.ts';
import { heic } from '../faces/support/heic.ts';
import { testWith } from '../faces/support/needs.ts';
import { sample } from '../support/samples.ts';
import { faultSeed } from './support/faultSeed.ts';

const CUTS = 50;
const FLIPS = 200;
const LIMITS = { maxPixels: 55_000_000, enough: 512 };
/** What may be said of a broken photo. That it takes too long or too much, or kills the decoder, is none of it. */
const REFUSALS: Reason[] = ['empty', 'not-an-image', 'unsupported-format', 'damaged', 'too-many-pixels'];

const seed = faultSeed();
let decoder: Decoder;
const started: number[] = [];
test.before(() => {
  // Above any that is slow, for it is on a busy machine, and below any that hangs.
  decoder = openDecoder({ seconds: 60, megabytes: 2000, onReady: (pid) => void started.push(pid) });
  return decoder.ready;
});
test.after.always(() => decoder?.close());

for (const number of [1, 2, 3, 4, 5, 6] as const)
  test.serial(`sample photo ${number}, cut short or with bits flipped, harms nothing`, async (t) =>
    harmless(t, await sample(number)),
  );

const small = (number: 1 | 2) => sample(number).then((photo) => sharp(photo).resize(320));
for (const [what, write] of [
  ['a progressive JPEG', async () => (await small(1)).jpeg({ progressive: true })],
  ['a CMYK JPEG', async () => (await small(1)).toColourspace('cmyk').jpeg()],
  ['a PNG', async () => (await small(2)).png()],
  ['a PNG of a palette', async () => (await small(2)).png({ palette: true })],
  [
    'an interlaced PNG of 16 bits',
    async () => (await small(2)).toColourspace('rgb16').png({ progressive: true }),
  ],
  ['a lossy WebP', async () => (await small(1)).ensureAlpha(0.5).webp()],
  ['a lossless WebP', async () => (await small(2)).webp({ lossless: true })],
  ['a GIF', async () => (await small(1)).gif()],
  ['an AVIF', async () => (await small(2)).avif({ effort: 0 })],
] as const)
  test.serial(`${what}, cut short or with bits flipped, harms nothing`, async (t) =>
    harmless(t, await (await write()).toBuffer()),
  );

testWith('pillow-heif')('a HEIC, cut short or with bits flipped, harms nothing', async (t) =>
  harmless(t, await heic(await (await small(1)).png().toBuffer())),
);

/** Each is decoded or refused, by the one process that there was at the start. */
async function harmless(t: ExecutionContext, whole: Buffer): Promise<void> {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const said: Record<string, number> = {};
  const look = async (bytes: Buffer, what: string) => {
    const reason = await decoder.decode(bytes, LIMITS).then(
      (photo) => {
        photo.letGo();
        return 'decoded' as const;
      },
      (error) => {
        if (error instanceof PhotoError) return error.reason;
        throw new Error(`${what}, FAULT_SEED=${seed}: ${error}`, { cause: error });
      },
    );
    said[reason] = (said[reason] ?? 0) + 1;
    if (reason !== 'decoded') t.true(REFUSALS.includes(reason), `${reason}: ${what}, FAULT_SEED=${seed}`);
    return reason;
  };

  t.is(await look(whole, 'whole'), 'decoded');
  for (let at = 0; at < CUTS; at++) {
    const length = below(whole.length);
    await look(whole.subarray(0, length), `cut to ${length} bytes`);
  }
  for (let at = 0; at < FLIPS; at++) {
    const bytes = Buffer.from(whole);
    // Every other one in the first kilobyte, where the headers are.
    const range = at % 2 === 0 ? bytes.length : Math.min(1024, bytes.length);
    for (let count = 1 + below(8); count > 0; count--) {
      const where = below(range);
      bytes[where]! ^= 1 << below(8);
    }
    await look(bytes, `flips no. ${at}`);
  }
  t.is(said.decoded! + (said.damaged ?? 0) > FLIPS / 2, true, JSON.stringify(said));
  t.log(JSON.stringify(said));
  t.is(started.length, 1, 'the decoder has died');
}
