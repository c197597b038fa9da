import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import { readHeader } from '../../faces/decode/readHeader.ts';

/** One way to decode one photo. */
export interface Task {
  photo: string;
  what: string;
  /** Does it once, and says how many milliseconds it took. */
  run(): Promise<number>;
}

const maxPixels = 100_000_000;
/** What is looked at is to be so large: twice the detector's input. */
export const ENOUGH = 1024;
/** A chip for a small face. */
const CHIP = 256;

/** The tasks of a photo as cameras and programs write it: as it is, progressive, turned, and in another colour space. */
export async function decodeTasks(photo: string, path: string): Promise<Task[]> {
  const jpeg = await readFile(path);
  const [turned, wide, progressive] = await Promise.all([
    sharp(jpeg).keepMetadata().withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer(),
    sharp(jpeg).withIccProfile('p3').jpeg({ quality: 90 }).toBuffer(),
    sharp(jpeg).keepMetadata().jpeg({ quality: 90, progressive: true }).toBuffer(),
  ]);
  const { width = 0, height = 0 } = await sharp(jpeg).metadata();
  const chip = { x: (width - CHIP) / 2, y: (height - CHIP) / 2, width: CHIP, height: CHIP };
  const reduced = (bytes: Buffer, enough = ENOUGH) => decode(bytes, { maxPixels, enough });
  const ways: Record<string, () => Promise<unknown>> = {
    'its header alone': () => readHeader(jpeg),
    'in full': () => decode(jpeg, { maxPixels }),
    'in full, its sRGB profile converted by lcms': () => convertedByLcms(jpeg),
    'in full, Display P3': () => decode(wide, { maxPixels }),
    [`enough ${ENOUGH}`]: () => reduced(jpeg),
    [`enough ${ENOUGH / 2}`]: () => reduced(jpeg, ENOUGH / 2),
    [`enough ${ENOUGH}, turned`]: () => reduced(turned),
    [`enough ${ENOUGH}, Display P3`]: () => reduced(wide),
    [`enough ${ENOUGH}, progressive`]: () => reduced(progressive),
    [`resized by sharp to ${ENOUGH}`]: () => sharp(jpeg, { ignoreIcc: true }).resize(ENOUGH).raw().toBuffer(),
  };
  const regions: Record<string, number> = {
    'a first region, the photo then held': maxPixels,
    'each region of a photo that is not held': 0,
  };
  return [
    ...Object.entries(ways).map(([what, run]) => ({ photo, what, run: () => timed(run) })),
    ...Object.entries(regions).map(([what, keep]) => ({
      photo,
      what,
      async run() {
        // Reduced at every size that is measured: else a region would only be cut out of the picture.
        const { region } = await decode(jpeg, { maxPixels, enough: ENOUGH / 2, keep });
        return timed(() => region(chip));
      },
    })),
  ];
}

/** As sharp reads a JPEG when it is asked for upright sRGB. */
const convertedByLcms = (jpeg: Buffer) =>
  sharp(jpeg, { failOn: 'error' }).autoOrient().flatten().toColourspace('srgb').raw().toBuffer();

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
