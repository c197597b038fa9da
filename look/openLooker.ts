import type { Settings } from '../config/settings.ts';
import type { Photo } from '../faces/decode/Photo.ts';
import { openDecoder } from '../faces/decode/worker/openDecoder.ts';
import { type Finder, openFinder } from '../faces/Finder.ts';
import { type Face, findFaces } from '../faces/findFaces.ts';
import { decoderLimits } from './decoderLimits.ts';
import { type Timings, timer } from './timer.ts';

/** Decoder and engine: what looking at a photo takes. */
export interface Looker {
  finder: Finder;
  /**
   * The faces of a photo; one photo at a time.
   * @param timings is told the milliseconds of each step
   * @throws PhotoError; DecoderError where another try can succeed.
   */
  look(bytes: Buffer, timings: Timings): Promise<{ photo: Photo; faces: Face[] }>;
}

/** @throws DecoderError where its process cannot be started; as `openFinder` does. */
export async function openLooker(settings: Settings): Promise<Looker> {
  // First of all: it starts while the models are read.
  const decoder = openDecoder(decoderLimits(settings));
  const [finder] = await Promise.all([openFinder(settings), decoder.ready]).catch(async (error: unknown) => {
    await decoder.close();
    throw error;
  });
  const { enough } = finder;
  return {
    finder,
    async look(bytes, timings) {
      const photo = await timer(timings)('decode', () =>
        decoder.decode(bytes, { maxPixels: settings.maxPixels, ...(enough !== undefined && { enough }) }),
      );
      try {
        const { faces, timings: steps } = await findFaces(photo, finder);
        Object.assign(timings, steps);
        return { photo, faces };
      } finally {
        photo.letGo();
      }
    },
  };
}
