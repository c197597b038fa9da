import { type Similarity, turnedAbout } from '../align/Similarity.ts';
import type { Candidate, Engine } from '../engine/Engine.ts';
import type { Picture, Rect } from '../Picture.ts';
import { warp } from '../sample/warp.ts';
import { middleOf } from './Detection.ts';

/** A look at one face: in a square of `size` of the detector's pixels, `face` of them wide, its up turned so many degrees. */
export interface Around {
  size: number;
  face: number;
  turn: number;
  /** Pixels of the picture that one of the detector's covers. */
  scale: number;
}

/**
 * What the detector sees of a face when it is turned upright and in the middle of the square.
 * @returns the look, as it leads from the square to the picture, and the candidates nearer to its middle than half a face
 */
export async function lookAround(
  picture: Picture,
  box: Rect,
  { size, face, turn, scale }: Around,
  engine: Engine,
  minScore: number,
): Promise<{ look: Similarity; candidates: Candidate[] }> {
  const middle = { x: size / 2, y: size / 2 };
  const look = turnedAbout(middle, middleOf(box), turn, scale);
  const candidates = await engine.detect(warp(picture, look, size), minScore);
  return {
    look,
    candidates: candidates.filter((candidate) => {
      const { x, y } = middleOf(candidate.box);
      return Math.hypot(x - middle.x, y - middle.y) < face / 2;
    }),
  };
}
