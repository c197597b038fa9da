import { type Detection, suppress } from '../../faces/detect/Detection.ts';
import { lookAt } from '../../faces/detect/lookAt.ts';
import { merge } from '../../faces/detect/merge.ts';
import { DETECTOR_SIZE } from '../../faces/engine/Engine.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { Picture, Sheet } from '../../faces/Picture.ts';
import { sampleSquare } from '../../faces/sample/sampleSquare.ts';
import type { VideoFrame } from '../decodeChunk.ts';

/** In one look, boxes that share more than this part of their union are one face. */
const SAME_FACE = 0.5;
/** The detector's edges are multiples of it. */
const STEP = 64;
/** Of a face of fewer of its pixels the detector says nothing that is to be believed. */
const TINY = 16;
/** A look for faces that fill the picture: at a fifth of the size, in the middle of a square just large enough. */
const CLOSE_UP = { by: 5, size: 128 };

/** Looks at one frame after the other: in pixels of the frame's picture, best score first. */
export type FrameLook = (frame: VideoFrame) => Promise<Detection[]>;

/**
 * The looks at a film's frames: one at the whole of it, not larger than its picture. A second one, for faces that fill it, is
 * taken where there is a large picture and nothing else to see, and as long as that finds any.
 * @param minScore of what is given, whether it is a face or not
 */
export function openFrameLook({ engine, looks }: Finder, minScore: number): FrameLook {
  let closeUps = false;
  let pixels = new Float32Array(0);
  /** The picture, pixel by pixel, with black below or beside it up to the next edge that the detector takes. */
  const sheetOf = ({ width, height, rgb }: Picture): Sheet => {
    const to = { width: Math.ceil(width / STEP) * STEP, height: Math.ceil(height / STEP) * STEP };
    // One for all frames, of which the black stays.
    if (pixels.length !== to.width * to.height * 3) pixels = new Float32Array(to.width * to.height * 3);
    if (to.width === width) pixels.set(rgb);
    else
      for (let row = 0; row < height; row++)
        pixels.set(rgb.subarray(row * width * 3, (row + 1) * width * 3), row * to.width * 3);
    return { ...to, rgb: pixels };
  };
  return async ({ picture, large }) => {
    const scale = Math.max(picture.width, picture.height) / DETECTOR_SIZE;
    const seen = await engine.detect(scale === 1 ? sheetOf(picture) : enlarged(picture), minScore);
    const whole = seen
      .map(({ box, score }): Detection => {
        const inPicture = {
          x: box.x * scale,
          y: box.y * scale,
          width: box.width * scale,
          height: box.height * scale,
        };
        return { score, scale, turn: 0, box: inPicture };
      })
      .filter(({ box }) => box.width >= TINY * scale);
    const found = suppress(whole, SAME_FACE);
    if (!looks.large || !(closeUps || (large && !found.some(({ score }) => score > looks.minScore))))
      return found;
    const { by, size } = CLOSE_UP;
    const beside = (length: number) => (length - size * by * scale) / 2;
    const closer = await lookAt(
      picture,
      { size, scale: by * scale, x: beside(picture.width), y: beside(picture.height) },
      engine,
      minScore,
    );
    const close = suppress(closer, SAME_FACE).filter(({ box }) => box.width >= TINY * by * scale);
    closeUps = close.some(({ score }) => score > looks.minScore);
    return merge([...found, ...close]);
  };
}

const enlarged = (picture: Picture) =>
  sampleSquare(
    picture,
    { x: 0, y: 0, width: picture.width, height: picture.height },
    DETECTOR_SIZE,
    'behind',
  );
