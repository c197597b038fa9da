import type { Settings } from '../../config/settings.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { Face } from '../../faces/findFaces.ts';

/**
 * Every call that the benchmarks make of opening an engine, of decoding and of finding faces stands in this file.
 * Modules are loaded in the functions, so that their loading is part of what a start costs.
 */

/** Milliseconds a step; `whole` is measured around them all. */
export interface PhotoTimes {
  decode: number;
  detect: number;
  landmarks: number;
  describe: number;
  whole: number;
}

/** Loads the engine that the settings name. @throws EngineError where it cannot run here. */
export async function openForRuns(settings: Settings): Promise<Finder> {
  const { openFinder } = await import('../../faces/Finder.ts');
  return openFinder(settings);
}

/** From the bytes of a photo to the descriptors of all its faces. @throws PhotoError */
export async function runPhoto(
  bytes: Buffer,
  finder: Finder,
  maxPixels: number,
): Promise<{ faces: Face[]; times: PhotoTimes }> {
  const { decode } = await import('../../faces/decode/decode.ts');
  const { findFaces } = await import('../../faces/findFaces.ts');
  const { enough } = finder;
  const started = performance.now();
  const photo = await decode(bytes, { maxPixels, ...(enough !== undefined && { enough }) });
  const decoded = performance.now();
  const { faces, timings } = await findFaces(photo, finder);
  const { detect, landmarks, describe } = timings;
  return {
    faces,
    times: { decode: decoded - started, detect, landmarks, describe, whole: performance.now() - started },
  };
}
