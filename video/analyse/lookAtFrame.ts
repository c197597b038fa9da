import type { Detection } from '../../faces/detect/Detection.ts';
import { suppress } from '../../faces/detect/Detection.ts';
import { DETECTOR_SIZE } from '../../faces/engine/Engine.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { Picture, Sheet } from '../../faces/Picture.ts';
import { sampleSquare } from '../../faces/sample/sampleSquare.ts';

/** In one look, boxes that share more than this part of their union are one face. */
const SAME_FACE = 0.5;
/** The detector's edges are multiples of it. */
const STEP = 64;

/** One look at a frame, in pixels of the picture; best score first. */
export async function lookAtFrame(
  picture: Picture,
  { engine }: Finder,
  minScore: number,
): Promise<Detection[]> {
  const { width, height } = picture;
  const scale = Math.max(width, height) / DETECTOR_SIZE;
  const found = await engine.detect(scale === 1 ? sheetOf(picture) : enlarged(picture), minScore);
  return suppress(
    found.map(({ box, score }) => ({
      score,
      scale,
      turn: 0,
      box: { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale },
    })),
    SAME_FACE,
  );
}

/** The picture, pixel by pixel, with black below or beside it up to the next edge that the detector takes. */
function sheetOf({ width, height, rgb }: Picture): Sheet {
  const to = { width: Math.ceil(width / STEP) * STEP, height: Math.ceil(height / STEP) * STEP };
  const pixels = new Float32Array(to.width * to.height * 3);
  if (to.width === width) pixels.set(rgb);
  else
    for (let row = 0; row < height; row++)
      pixels.set(rgb.subarray(row * width * 3, (row + 1) * width * 3), row * to.width * 3);
  return { ...to, rgb: pixels };
}

const enlarged = (picture: Picture) =>
  sampleSquare(
    picture,
    { x: 0, y: 0, width: picture.width, height: picture.height },
    DETECTOR_SIZE,
    'behind',
  );
