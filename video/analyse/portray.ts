import { alignAsFaceApi } from '../../faces/align/alignAsFaceApi.ts';
import { alignAsTrained } from '../../faces/align/alignAsTrained.ts';
import { cut, wholePixels } from '../../faces/decode/cut.ts';
import type { Pixels } from '../../faces/decode/Photo.ts';
import type { Detection } from '../../faces/detect/Detection.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { Picture, Point, Rect, Square } from '../../faces/Picture.ts';
import { quality } from '../../faces/quality.ts';
import { fivePoints } from '../../look/faceItem.ts';
import type { VideoFrame } from '../decodeChunk.ts';
import type { Best } from './ChunkTrack.ts';
import { detailOf } from './detailOf.ts';

/** A face as it is seen in one frame, cut out so that it can be described. */
export interface Portrait extends Best {
  /** Until it is described; absent also where no pixel of the face is in the picture. */
  chip?: Square;
  /** What it was worth before it was cut out. */
  promise: number;
}

/** How much of a face a box promises to show. */
export const promiseOf = (frame: VideoFrame, { box, score }: Detection): number =>
  score * Math.sqrt(detailOf(frame.large ?? frame.picture, pixelsOf(frame).inFull(box)));

/**
 * Cuts a face out of a frame, of its large picture where there is one.
 * @param found in pixels of the frame's picture
 * @param film the upright film's size
 * @param atAnyTurn whether it is looked for in all turns, where it does not stand as it was found
 * @returns undefined where the box has no pixel of the frame
 */
export async function portray(
  frame: VideoFrame,
  found: Detection,
  film: { width: number; height: number },
  { engine, alignment }: Finder,
  atAnyTurn: boolean,
): Promise<Portrait | undefined> {
  const pixels = pixelsOf(frame);
  const [aligned] =
    alignment === 'trained'
      ? await alignAsTrained(pixels, [found], engine, atAnyTurn)
      : await alignAsFaceApi(
          { ...pixels, picture: frame.large ?? frame.picture },
          [inLarge(pixels, found)],
          engine,
        );
  if (!aligned) return undefined;
  const { box, score, landmarks, plausible, chip, portrait, describable } = aligned;
  const { size, ...other } = quality(portrait, box, landmarks);
  const shares = ({ x, y }: Point) => ({ x: x / pixels.width, y: y / pixels.height });
  return {
    time: frame.time,
    box: {
      left: box.x / pixels.width,
      top: box.y / pixels.height,
      width: box.width / pixels.width,
      height: box.height / pixels.height,
    },
    score,
    quality: { ...other, size: Math.round((box.width * film.width) / pixels.width) },
    landmarks: fivePoints(landmarks).map(shares),
    plausible,
    ...(describable && { chip }),
    promise: promiseOf(frame, found),
    worth: (plausible ? 1 : IMPLAUSIBLE) * score * Math.sqrt(other.sharpness) * inside(portrait) ** 4,
  };
}

const IMPLAUSIBLE = 1e-3;

/** Of a chip, how much of it lies in the picture: the rest is black. */
function inside({ rgb }: Square): number {
  let black = 0;
  for (let at = 0; at < rgb.length; at += 3) if (rgb[at]! + rgb[at + 1]! + rgb[at + 2]! === 0) black++;
  return 1 - (3 * black) / rgb.length;
}

const inLarge = (pixels: Pixels, found: Detection): Detection => ({
  ...found,
  box: pixels.inFull(found.box),
});

/** The frame as photos are: a picture that is looked at, and a larger one to cut faces out of. */
function pixelsOf({ picture, large = picture }: VideoFrame): Pixels {
  const [across, down] = [large.width / picture.width, large.height / picture.height];
  return {
    width: large.width,
    height: large.height,
    picture,
    inFull: ({ x, y, width, height }: Rect) => ({
      x: x * across,
      y: y * down,
      width: width * across,
      height: height * down,
    }),
    region: async (rect): Promise<Picture> => cut(large, wholePixels(rect, large)),
  };
}
