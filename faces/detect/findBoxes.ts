import type { Photo } from '../decode/Photo.ts';
import type { Engine } from '../engine/Engine.ts';
import type { Detection, Turn } from './Detection.ts';
import { lookAgain, SURE, WEAK } from './lookAgain.ts';
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
  /** Whether a picture that surely shows no face upright is looked at turned. */
  turned: boolean;
}

const TURNS: Turn[] = [90, 180, 270];

/** Finds the faces of a photo, in pixels of `photo.picture`: best score first, no face twice. */
export async function findBoxes(photo: Photo, engine: Engine, looks: Looks): Promise<Detection[]> {
  const { minScore, large, small, turned } = looks;
  const whole = wholeLooks(photo.picture, engine);
  if (!large && small === 'never' && !turned) return whole.asFaceApi(minScore);

  const weak = Math.min(WEAK, minScore);
  const first = await whole.asFaceApi(weak);
  const found: Detection[] = [];
  const add = async (detections: Detection[]) => {
    found.push(...(await lookAgain(photo.picture, detections, engine, minScore)));
  };
  await add(first);
  if (large) await add(await whole.small(0, weak));
  if (turned)
    for (const turn of TURNS) {
      if (found.some(({ score }) => score > SURE)) break;
      await add(await whole.turned(turn, minScore));
      if (large) await add(await whole.small(turn, minScore));
    }
  if (small !== 'never') {
    // What is too small to be told yet calls for a closer look as well.
    const seen = [...found, ...first.filter(({ score }) => score > minScore)];
    found.push(...(await lookAtTiles(photo, engine, minScore, small === 'always' ? 'all' : seen)));
  }
  return merge(found);
}
