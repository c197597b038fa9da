import { turnedAbout } from '../align/Similarity.ts';
import type { Engine } from '../engine/Engine.ts';
import type { Picture } from '../Picture.ts';
import { warp } from '../sample/warp.ts';
import { type Detection, middleOf, seenAt } from './Detection.ts';

/** A score from which on one look is enough. */
const SURE = 0.9;
/**
 * How wide the face is in a second look, in the detector's pixels. Its scores depend on that: they dip for faces of
 * about 30 and 54 pixels, where one size of its anchors hands over to the next, and are high between (docs/accuracy.md).
 */
const WIDE = 44;
/** Edge of that look: a sixteenth of the arithmetic of a whole one. */
const SIZE = 128;
/** A face's width as a share of its height: of one that the picture's edge cuts in two the height tells the width. */
const SHAPE = 0.72;
/** In a second look, so far from the middle and so many times as wide as the first one said, a box is another face's. */
const ELSEWHERE = 0.5 * WIDE;
const WIDEST = 2;

/** Upright and at least so many of the detector's pixels wide, what it is sure of is a face: see docs/accuracy.md. */
const TRUSTED = 16;

/**
 * Looks again at what is not sure, as large as the detector likes a face and turned as it was found. That look
 * decides where the first one is not to be trusted: of a few pixels the detector makes faces, and in a turned picture
 * of hands and folds. Elsewhere it can only help.
 */
export async function glanceAt(picture: Picture, found: Detection[], engine: Engine): Promise<Detection[]> {
  const seen: Detection[] = [];
  for (const detection of found) {
    const { score, turn, scale } = detection;
    const trusted = turn === 0 && seenAt(detection, scale) >= TRUSTED;
    if (trusted && score >= SURE) seen.push(detection);
    else {
      const again = await scoreOf(picture, detection, engine);
      seen.push({ ...detection, score: trusted ? Math.max(score, again) : again });
    }
  }
  return seen;
}

async function scoreOf(picture: Picture, { box, turn }: Detection, engine: Engine): Promise<number> {
  const across = turn % 180 === 0 ? box : { width: box.height, height: box.width };
  const width = Math.max(across.width, SHAPE * across.height);
  const middle = { x: SIZE / 2, y: SIZE / 2 };
  const look = turnedAbout(middle, middleOf(box), turn, width / WIDE);
  const candidates = await engine.detect(warp(picture, look, SIZE), LEAST);
  return candidates
    .filter((candidate) => {
      const { x, y } = middleOf(candidate.box);
      const times = candidate.box.width / WIDE;
      return Math.hypot(x - middle.x, y - middle.y) < ELSEWHERE && times < WIDEST && times > 1 / WIDEST;
    })
    .reduce((best, candidate) => Math.max(best, candidate.score), 0);
}

/** Below the lowest score that a setting asks for. */
const LEAST = 0.05;
