import type { Photo } from '../decode/Photo.ts';
import type { Engine } from '../engine/Engine.ts';
import type { Detection, Turn } from './Detection.ts';
import { glanceAt } from './glance.ts';
import { lookAtTiles } from './lookAtTiles.ts';
import { merge } from './merge.ts';
import { wholeLooks } from './wholeLooks.ts';

/** Which looks are taken at a photo. With none but the first, what that finds is left as face-api has it. */
export interface Looks {
  /** A box whose score is not above it is no face. */
  minScore: number;
  /** Whether there is a second look at a small scale, for faces that fill the picture. */
  large: boolean;
  /** Whether the picture's tiles are looked at for small faces. */
  small: 'auto' | 'always' | 'never';
  /** Whether a picture that shows no face upright is looked at turned. */
  turned: boolean;
}

/** A detection below this score is seldom a face; one above is worth a second look. */
const WEAK = 0.2;
const TURNS: Turn[] = [90, 180, 270];

/** Finds the faces of a photo, in pixels of `photo.picture`: best score first, no face twice. */
export async function findBoxes(photo: Photo, engine: Engine, looks: Looks): Promise<Detection[]> {
  const { minScore, large, small, turned } = looks;
  const scores = { weak: Math.min(WEAK, minScore), face: minScore };
  const whole = wholeLooks(photo.picture, engine);
  if (!large && small === 'never' && !turned) return whole.asFaceApi(minScore);

  const found: Detection[] = [];
  const add = async (detections: Detection[]) => {
    const seen = await glanceAt(photo.picture, detections, engine);
    found.push(...seen.filter(({ score }) => score > scores.face));
  };
  await add(await whole.asFaceApi(scores.weak));
  if (large) await add(await whole.small(0, scores.weak));
  if (turned)
    for (const turn of TURNS) {
      if (found.length > 0) break;
      await add(await whole.turned(turn, scores.weak));
      if (large) await add(await whole.small(turn, scores.weak));
    }
  if (small !== 'never')
    found.push(...(await lookAtTiles(photo, engine, scores, small === 'always' ? 'all' : found)));
  return merge(found);
}
