import type { Engine } from '../engine/Engine.ts';
import type { Picture } from '../Picture.ts';
import { warp } from '../sample/warp.ts';
import type { Detection } from './Detection.ts';

/** What a look sees: a square of `size` pixels, each of which covers `scale` of the picture's, from (x, y). */
export interface Look {
  size: number;
  scale: number;
  x: number;
  y: number;
}

/** What one look at a part of the picture finds, nothing suppressed. */
export async function lookAt(
  picture: Picture,
  { size, scale, x, y }: Look,
  engine: Engine,
  minScore: number,
): Promise<Detection[]> {
  const candidates = await engine.detect(warp(picture, { cos: scale, sin: 0, x, y }, size), minScore);
  return candidates.map(({ box, score }) => ({
    score,
    scale,
    turn: 0,
    box: { x: x + box.x * scale, y: y + box.y * scale, width: box.width * scale, height: box.height * scale },
  }));
}
