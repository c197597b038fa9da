import { clipToPicture, descriptorBox, landmarksInPicture } from './alignAsFaceApi.ts';
import { type Detection, detect } from './detect.ts';
import { DESCRIPTOR_SIZE, type Engine, LANDMARK_SIZE } from './engine/Engine.ts';
import type { Picture, Point, Rect } from './Picture.ts';
import { type Quality, quality } from './quality.ts';
import { sampleSquare } from './sampleSquare.ts';

/** A face that was found and described. */
export interface Face {
  /** In pixels, inside the picture. */
  box: Rect;
  score: number;
  /** 68 points in pixels of the picture, in the usual (iBUG 300-W) order; some can lie outside. */
  landmarks: Point[];
  /** Absent where no pixel of the face lies in the picture: such a face cannot be compared. */
  descriptor?: Float32Array;
  quality: Quality;
}

interface Timings {
  detect: number;
  landmarks: number;
  describe: number;
}

/** Finds all faces of a picture and describes each, best score first. Times are in milliseconds. */
export async function findFaces(
  picture: Picture,
  engine: Engine,
  minScore: number,
): Promise<{ faces: Face[]; timings: Timings }> {
  const clock = stopwatch();
  const seen = (await detect(picture, engine, minScore)).flatMap((detection) => {
    const crop = clipToPicture(detection.box, picture);
    return crop ? [{ ...detection, crop }] : [];
  });
  const detected = clock();
  const placed = await place(picture, engine, seen);
  const landmarked = clock();
  const faces = await describe(picture, engine, placed);
  return { faces, timings: { detect: detected, landmarks: landmarked, describe: clock() } };
}

async function place(picture: Picture, engine: Engine, seen: (Detection & { crop: Rect })[]) {
  const squares = seen.map(({ crop }) => sampleSquare(picture, crop, LANDMARK_SIZE, 'around'));
  const shares = await engine.landmarks(squares);
  return seen.map((face, index) => ({
    ...face,
    landmarks: landmarksInPicture(shares[index]!, face.box, face.crop),
  }));
}

async function describe(
  picture: Picture,
  engine: Engine,
  placed: (Detection & { crop: Rect; landmarks: Point[] })[],
): Promise<Face[]> {
  const chips = placed.map(({ landmarks, crop }) => {
    const region = clipToPicture(descriptorBox(landmarks, crop), picture);
    return region && sampleSquare(picture, region, DESCRIPTOR_SIZE, 'around');
  });
  const descriptors = await engine.describe(chips.filter((chip) => chip !== undefined));
  return placed.map(({ crop, score, landmarks }, index) => {
    const chip = chips[index];
    return {
      box: crop,
      score,
      landmarks,
      ...(chip && { descriptor: descriptors.shift()! }),
      quality: quality(chip ?? sampleSquare(picture, crop, DESCRIPTOR_SIZE, 'around'), crop, landmarks),
    };
  });
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
