import type { Pixels } from '../decode/Photo.ts';
import type { Detection } from '../detect/Detection.ts';
import { type Engine, LANDMARK_SIZE } from '../engine/Engine.ts';
import type { Picture, Point, Rect } from '../Picture.ts';
import { sampleSquare, squareOf } from '../sample/sampleSquare.ts';
import type { Aligned } from './Aligned.ts';
import { mean } from './Similarity.ts';

/**
 * The crops that face-api makes: upright in the picture's axes and never turned. Pixel for pixel its own, so that
 * descriptors equal those of every other user of these weights.
 * From face-api 1.7.15: dom/extractFaceTensors, classes/Box.clipAtImageBorders, classes/FaceLandmarks.alignDlib.
 */

/** @param photo not reduced: face-api knows no other. */
export async function alignAsFaceApi(
  { picture }: Pixels,
  found: Detection[],
  { landmarks: network, recogniser: { size } }: Engine,
): Promise<Aligned[]> {
  const seen = found.flatMap((face) => {
    const crop = clipToPicture(face.box, picture);
    return crop ? [{ ...face, crop }] : [];
  });
  const shares = await network(seen.map(({ crop }) => sampleSquare(picture, crop, LANDMARK_SIZE, 'around')));
  return seen.map(({ box, crop, score }, index) => {
    const landmarks = landmarksInPicture(shares[index]!, box, crop);
    const region = clipToPicture(descriptorBox(landmarks, crop), picture);
    const chip = sampleSquare(picture, region ?? crop, size, 'around');
    return {
      box: crop,
      score,
      landmarks,
      chip,
      portrait: chip,
      describable: region !== undefined,
      plausible: true,
    };
  });
}

/** The whole pixels of `box` that lie in the picture, or undefined where there are none. */
export function clipToPicture(box: Rect, picture: Picture): Rect | undefined {
  const x = Math.max(box.x, 0);
  const y = Math.max(box.y, 0);
  const width = Math.floor(Math.min(box.x + box.width, picture.width) - x);
  const height = Math.floor(Math.min(box.y + box.height, picture.height) - y);
  if (width < 1 || height < 1) return undefined;
  return { x: Math.floor(x), y: Math.floor(y), width, height };
}

/** Landmarks in the picture, from the network's shares of the padded square that was cut out at `crop`. */
function landmarksInPicture(shares: Float32Array, box: Rect, crop: Rect): Point[] {
  const { side } = squareOf(crop, 'around');
  const padX = (side - crop.width) / 2;
  const padY = (side - crop.height) / 2;
  return Array.from({ length: shares.length / 2 }, (_, index) => ({
    // face-api shifts by the box and not by the whole pixel that the crop begins at.
    x: shares[index * 2]! * side - padX + box.x,
    y: shares[index * 2 + 1]! * side - padY + box.y,
  }));
}

/** Half of the square lies on either side of the middle between eyes and mouth, 43 % of it above. */
const ACROSS = 0.5;
const ABOVE = 0.43;
/** The distance from eyes to mouth as a share of the square. */
const EYE_TO_MOUTH = 0.45;

/** The square that the recognition network is to see. */
function descriptorBox(landmarks: Point[], crop: Rect): Rect {
  const eyes = [mean(landmarks.slice(36, 42)), mean(landmarks.slice(42, 48))];
  const mouth = mean(landmarks.slice(48, 68));
  const reach = eyes.reduce((sum, eye) => sum + Math.hypot(mouth.x - eye.x, mouth.y - eye.y), 0) / 2;
  const size = Math.floor(reach / EYE_TO_MOUTH);
  const middle = mean([...eyes, mouth]);
  const x = Math.floor(Math.max(0, middle.x - ACROSS * size));
  const y = Math.floor(Math.max(0, middle.y - ABOVE * size));
  return { x, y, width: Math.min(size, crop.width + x), height: Math.min(size, crop.height + y) };
}
