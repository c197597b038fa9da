import { apply } from '../align/Similarity.ts';
import type { Engine } from '../engine/Engine.ts';
import type { Picture } from '../Picture.ts';
import { type Detection, seenAt } from './Detection.ts';
import { lookAround } from './lookAround.ts';

/** A detection below this score is hardly ever a face; one above is worth a second look. */
export const WEAK = 0.1;
/** From this score on one look is enough. */
export const SURE = 0.9;
/** Of a face of fewer of its pixels the detector says nothing that is to be believed. */
const TINY = 12;
/** Upright and at least so many of its pixels wide, what the detector is sure of is a face. */
const TRUSTED = 16;
/** What scores so much in a second look, and still too little, is looked at tilted as well, so many degrees either way. */
const NEARLY = 0.3;
const TILTS = [-20, -10, 10, 20];
/**
 * How wide the face is in the second look, in the detector's pixels. Its scores depend on that: they dip for faces of
 * about 30 and 54 pixels, where one size of its anchors hands over to the next, and are high between (docs/accuracy.md).
 */
const WIDE = 44;
/** Edge of that look: a sixteenth of the arithmetic of a whole one. */
const SIZE = 128;
/** A face's width as a share of its height: of one that the picture's edge cuts in two the height tells the width. */
const SHAPE = 0.72;

/**
 * Tells faces among detections, with a second look at those that are not sure: as large as the detector likes a face,
 * and turned as it was found. Of the two looks the surer one stays.
 * @param detections in pixels of the picture, as the faces that are returned
 */
export async function lookAgain(
  picture: Picture,
  detections: Detection[],
  engine: Engine,
  minScore: number,
): Promise<Detection[]> {
  const faces: Detection[] = [];
  for (const first of detections) {
    const trust = trustIn(first);
    if (trust === 'none' || (trust === 'some' && first.score <= minScore)) continue;
    if (trust === 'full' && first.score >= SURE) {
      faces.push(first);
      continue;
    }
    const second = await closer(picture, first, engine, minScore);
    const [surer, other] = second && second.score > first.score ? [second, first] : [first, second];
    // Where the first look is not to be trusted, both have to say that it is a face.
    const score = trust === 'full' ? surer.score : (other?.score ?? 0);
    if (score > minScore) faces.push({ ...surer, score });
  }
  return faces;
}

/** Of few pixels, and of hands and folds in a turned picture, the detector makes faces that are none. */
function trustIn(detection: Detection): 'none' | 'some' | 'full' {
  const seen = seenAt(detection, detection.scale);
  if (detection.turn === 0) return seen < TINY ? 'none' : seen < TRUSTED ? 'some' : 'full';
  return seen < TRUSTED ? 'none' : 'some';
}

/** The face in looks of its own, upright and if need be tilted; undefined where none shows it. */
async function closer(
  picture: Picture,
  first: Detection,
  engine: Engine,
  minScore: number,
): Promise<Detection | undefined> {
  const upright = await lookAtOne(picture, first, engine);
  if (!upright || upright.score < NEARLY || Math.max(first.score, upright.score) > minScore) return upright;
  const scores = [upright.score];
  for (const tilt of TILTS) scores.push((await lookAtOne(picture, upright, engine, tilt))?.score ?? 0);
  return { ...upright, score: Math.max(...scores) };
}

/** @param tilt degrees clockwise, beside the turn at which it was found; the box is then larger than the face */
async function lookAtOne(
  picture: Picture,
  { box, turn }: Detection,
  engine: Engine,
  tilt = 0,
): Promise<Detection | undefined> {
  const across = turn % 180 === 0 ? box : { width: box.height, height: box.width };
  const scale = Math.max(across.width, SHAPE * across.height) / WIDE;
  const around = { size: SIZE, face: WIDE, turn: turn + tilt, scale };
  const { look, candidates } = await lookAround(picture, box, around, engine, WEAK);
  const [best] = candidates
    .filter((candidate) => {
      const times = candidate.box.width / WIDE;
      return times > 1 / 2 && times < 2;
    })
    .sort((a, b) => b.score - a.score);
  if (!best) return undefined;
  const { x, y, width, height } = best.box;
  const a = apply(look, { x, y });
  const b = apply(look, { x: x + width, y: y + height });
  return {
    score: best.score,
    turn,
    scale,
    box: {
      x: Math.min(a.x, b.x),
      y: Math.min(a.y, b.y),
      width: Math.abs(a.x - b.x),
      height: Math.abs(a.y - b.y),
    },
  };
}
