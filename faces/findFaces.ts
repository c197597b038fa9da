import { alignAsFaceApi } from './align/alignAsFaceApi.ts';
import { alignAsTrained } from './align/alignAsTrained.ts';
import type { Photo } from './decode/Photo.ts';
import { findBoxes } from './detect/findBoxes.ts';
import type { Finder } from './Finder.ts';
import type { Point, Rect } from './Picture.ts';
import { type Quality, quality } from './quality.ts';

/** A face that was found and described. In pixels of the photo in full. */
export interface Face {
  /** Whole pixels, inside the photo. */
  box: Rect;
  score: number;
  /** 68 points in the usual (iBUG 300-W) order; some can lie outside. */
  landmarks: Point[];
  /** Absent where no pixel of the face lies in the photo: such a face cannot be compared. */
  descriptor?: Float32Array;
  /** Whether its landmarks can be a face's: of a full profile or a covered face they are not. */
  plausible: boolean;
  quality: Quality;
}

export interface FoundFaces {
  /** Best score first. */
  faces: Face[];
  /** Milliseconds a step. */
  timings: { detect: number; landmarks: number; describe: number };
}

/** Finds all faces of a photo and describes each. */
export async function findFaces(photo: Photo, { engine, looks, alignment }: Finder): Promise<FoundFaces> {
  const clock = stopwatch();
  const found = await findBoxes(photo, engine, looks);
  const detect = clock();
  const align = alignment === 'trained' ? alignAsTrained : alignAsFaceApi;
  const aligned = await align(photo, found, engine);
  const landmarks = clock();
  const chips = aligned.filter(({ describable }) => describable).map(({ chip }) => chip);
  const descriptors = await engine.describe(chips);
  const faces = aligned.map(({ describable, chip, portrait, ...face }) => ({
    ...face,
    ...(describable && { descriptor: descriptors.shift()! }),
    quality: quality(portrait, face.box, face.landmarks),
  }));
  return { faces, timings: { detect, landmarks, describe: clock() } };
}

/** A clock that gives the milliseconds since it was last asked. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const passed = now - last;
    last = now;
    return Math.round(passed * 10) / 10;
  };
}
