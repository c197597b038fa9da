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
export interface Portrait extends Omit<Best, 'descriptor'> {
  /** Absent where no pixel of the face is in the picture. */
  chip?: Square;
  /** As `detailOf` says, the most that was looked at. */
  detail: number;
}

/** Whether one portrait of a face tells more of it than the other. */
export function isBetter(one: Worth, other: Worth): boolean {
  if (one.plausible !== other.plausible) return one.plausible;
  return one.quality.sharpness > other.quality.sharpness;
}

type Worth = Pick<Best, 'plausible' | 'quality'>;

/** How much more of a face has to be made out for it to be worth another portrait. */
const WORTH = 1.1;

/**
 * Cuts a face out of a frame, of its large picture where there is one, if it may be better than the portrait that there is.
 * Only the first time it is looked for in all turns.
 * @param found in pixels of the frame's picture
 * @param film the upright film's size
 * @returns the better of the two; undefined where there is none yet, and the box has no pixel of the frame
 */
export async function portray(
  frame: VideoFrame,
  found: Detection,
  film: { width: number; height: number },
  { engine, alignment }: Finder,
  known: Portrait | undefined,
): Promise<Portrait | undefined> {
  const pixels = pixelsOf(frame);
  const detail = detailOf(frame.large ?? frame.picture, pixels.inFull(found.box));
  if (known && detail < WORTH * known.detail) return known;
  const [aligned] =
    alignment === 'trained'
      ? await alignAsTrained(pixels, [found], engine, !known)
      : await alignAsFaceApi(
          { ...pixels, picture: frame.large ?? frame.picture },
          [inLarge(pixels, found)],
          engine,
        );
  if (!aligned) return known;
  const { box, score, landmarks, plausible, chip, portrait, describable } = aligned;
  const { size, ...other } = quality(portrait, box, landmarks);
  const shares = ({ x, y }: Point) => ({ x: x / pixels.width, y: y / pixels.height });
  const made = {
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
    detail,
    ...(describable && { chip }),
  };
  return !known || isBetter(made, known) ? made : { ...known, detail };
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
