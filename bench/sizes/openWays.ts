import { readSettings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { DETECTOR_SIZE, type Engine } from '../../faces/engine/Engine.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { findFaces } from '../../faces/findFaces.ts';
import type { Rect } from '../../faces/Picture.ts';

/** What one way of looking says of a photo. */
interface Sight {
  faces: Rect[];
  /** Looks of the detector at 512 x 512 pixels; a smaller one counts by its pixels. */
  looks: number;
  /** Milliseconds of finding, without decoding and describing. */
  detectMs: number;
}

export interface Way {
  finder: Finder;
  look(jpeg: Buffer): Promise<Sight>;
}

const AS_FACE_API = {
  ALIGNMENT: 'face-api',
  DETECT_LARGE: 'false',
  DETECT_SMALL: 'never',
  DETECT_TURNED: 'false',
};
const MAX_PIXELS = 55_000_000;

/**
 * One look as face-api takes it, and what the settings say beyond it, with one engine and one thread.
 * @throws EngineError, WeightsError as `openFinder` does.
 */
export async function openWays(): Promise<{ before: Way; after: Way }> {
  const environment = { ...process.env, THREADS: '1' };
  return {
    before: way(await openFinder(readSettings({ ...environment, ...AS_FACE_API }))),
    after: way(await openFinder(readSettings(environment))),
  };
}

function way(finder: Finder): Way {
  const { engine, looks } = counted(finder.engine);
  return {
    finder,
    async look(jpeg) {
      const photo = await decode(jpeg, { maxPixels: MAX_PIXELS, enough: finder.enough });
      const before = looks();
      const { faces, timings } = await findFaces(photo, { ...finder, engine });
      return { faces: faces.map(({ box }) => box), looks: looks() - before, detectMs: timings.detect };
    },
  };
}

function counted(engine: Engine): { engine: Engine; looks: () => number } {
  let looks = 0;
  const detect: Engine['detect'] = (seen, minScore) => {
    looks += seen.rgb.length / 3 / DETECTOR_SIZE ** 2;
    return engine.detect(seen, minScore);
  };
  return { engine: { ...engine, detect }, looks: () => looks };
}
