import { wholePixels } from '../decode/cut.ts';
import type { Pixels } from '../decode/Photo.ts';
import type { Detection } from '../detect/Detection.ts';
import { DLIB_RESNET } from '../engine/dlibResnet.ts';
import type { Engine, Recogniser } from '../engine/Engine.ts';
import type { Picture, Rect } from '../Picture.ts';
import { warp } from '../sample/warp.ts';
import type { Aligned } from './Aligned.ts';
import { place } from './place.ts';
import { isPlausible, placeAtAnyTurn } from './placeAtAnyTurn.ts';
import { apply, type Similarity } from './Similarity.ts';
import { fitTemplate } from './templates.ts';

/**
 * A face that is narrower in a reduced picture is cut out of the photo in full: below, its chip would be enlarged and
 * its descriptor moved more than 8-bit networks move it.
 */
const ENOUGH = 120;
/** How much wider than the box the pixels are that a chip and the tiles of a turned face can touch. */
const ROOM = 2.2;

/**
 * Faces turned upright and cut out as the recogniser was trained, straight from the photo's pixels.
 * @param atAnyTurn whether a face that does not stand as it was found is looked for in all turns
 */
export async function alignAsTrained(
  photo: Pixels,
  found: Detection[],
  engine: Engine,
  atAnyTurn = true,
): Promise<Aligned[]> {
  const faces = await Promise.all(
    found.flatMap((face) => {
      const box = boxInPhoto(photo, face.box);
      return box ? [cutOut(photo, face).then((pixels) => ({ ...face, ...pixels, whole: box }))] : [];
    }),
  );
  const placements = await (atAnyTurn ? placeAtAnyTurn : place)(faces, engine);
  const { recogniser } = engine;
  const aligned = faces.map(({ picture, toPhoto, score, whole }, index): Aligned => {
    const { landmarks } = placements[index]!;
    const seenBy = ({ chip, size }: Recogniser) => warp(picture, fitTemplate(chip, size, landmarks), size);
    const portrait = seenBy(DLIB_RESNET);
    const chip = recogniser === DLIB_RESNET ? portrait : seenBy(recogniser);
    return {
      box: whole,
      score,
      landmarks: landmarks.map((point) => apply(toPhoto, point)),
      chip,
      portrait,
      // What lies outside the photo is black: of a face that lies there whole that is all that could be described.
      describable: chip.rgb.some((level) => level > 0),
      plausible: isPlausible(placements[index]!),
    };
  });
  return withoutDoubles(aligned);
}

/** Two frames whose landmarks lie on one face, nearer than this share of its width on average, are one face. */
const SAME_FACE = 0.15;

/** Looks of several scales can frame a face so differently that only its landmarks tell that it is one. */
function withoutDoubles(faces: Aligned[]): Aligned[] {
  const apart = (a: Aligned, b: Aligned) =>
    a.landmarks.reduce(
      (sum, { x, y }, at) => sum + Math.hypot(x - b.landmarks[at]!.x, y - b.landmarks[at]!.y),
      0,
    ) / a.landmarks.length;
  const kept: Aligned[] = [];
  for (const face of faces)
    if (kept.every((other) => apart(face, other) > SAME_FACE * Math.max(face.box.width, other.box.width)))
      kept.push(face);
  return kept;
}

/** The whole pixels of the photo in full that a box of its picture covers; undefined where there are none. */
function boxInPhoto(photo: Pixels, box: Rect): Rect | undefined {
  try {
    return wholePixels(photo.inFull(box), photo);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The pixels to cut a face out of, its box in them, and where in the photo they lie. */
async function cutOut(
  photo: Pixels,
  { box }: Detection,
): Promise<{ picture: Picture; box: Rect; toPhoto: Similarity }> {
  const { picture } = photo;
  const { x: left, y: top, width: across } = photo.inFull({ x: 0, y: 0, width: 1, height: 1 });
  // The middle of a pixel of the picture is that of `across` pixels of the photo.
  const shift = (across - 1) / 2;
  if (across === 1 || box.width >= ENOUGH)
    return { picture, box, toPhoto: { cos: across, sin: 0, x: left + shift, y: top + shift } };
  const full = photo.inFull(box);
  const room = wholePixels(grown(full, ROOM), photo);
  return {
    picture: await photo.region(room),
    box: { ...full, x: full.x - room.x, y: full.y - room.y },
    toPhoto: { cos: 1, sin: 0, x: room.x, y: room.y },
  };
}

function grown({ x, y, width, height }: Rect, by: number): Rect {
  const side = Math.max(width, height) * by;
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side };
}
