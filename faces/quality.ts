import { type HeadPose, headPose } from './headPose.ts';
import type { Point, Rect, Square } from './Picture.ts';

/** How good the picture of a face is. */
export interface Quality extends HeadPose {
  /** Standard deviation of the Laplacian of the face's luma at 150 x 150 pixels; about 2 is blurred, 10 sharp. */
  sharpness: number;
  /** Mean luma, 0 black to 255 white. */
  brightness: number;
  /** Width of the face in pixels of the photo. */
  size: number;
}

/** @param chip the face as the built-in recogniser sees it. */
export function quality(chip: Square, box: Rect, landmarks: Point[]): Quality {
  const luma = lumaOf(chip);
  return {
    sharpness: deviation(laplacian(luma, chip.size)),
    brightness: meanOf(luma),
    size: Math.round(box.width),
    ...headPose(landmarks),
  };
}

/** ITU-R BT.601 luma, as JPEG uses it. */
function lumaOf({ rgb }: Square): Float32Array {
  const luma = new Float32Array(rgb.length / 3);
  for (let at = 0; at < luma.length; at++)
    luma[at] = 0.299 * rgb[at * 3]! + 0.587 * rgb[at * 3 + 1]! + 0.114 * rgb[at * 3 + 2]!;
  return luma;
}

/** The four-neighbour Laplacian of the middle three quarters, where the face is and no padding. */
function laplacian(luma: Float32Array, size: number): Float64Array {
  const edge = Math.round(size / 8);
  const values = new Float64Array((size - 2 * edge) ** 2);
  let index = 0;
  for (let y = edge; y < size - edge; y++)
    for (let x = edge; x < size - edge; x++) {
      const at = y * size + x;
      values[index++] = luma[at - 1]! + luma[at + 1]! + luma[at - size]! + luma[at + size]! - 4 * luma[at]!;
    }
  return values;
}

/* Of tens of thousands of numbers: `reduce` would make an object of each sum, 7 MB of garbage a photo. */

function meanOf(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}

function deviation(values: Float64Array): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += (values[at]! - mean) ** 2;
  return Math.sqrt(sum / values.length);
}
