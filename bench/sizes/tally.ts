import { overlap } from '../../faces/detect/Detection.ts';
import type { Rect } from '../../faces/Picture.ts';

/** Of the faces that are there: how many were found, and how many boxes frame none, or one that another frames. */
export interface Tally {
  there: number;
  found: number;
  wrong: number;
}

/** Boxes of two looks frame a face about alike; those of two faces share less of their union. */
const SAME_FACE = 0.3;

/** Each face is found once: the pairs that share most go first. */
export function tally(there: Rect[], found: Rect[]): Tally {
  const pairs = there
    .flatMap((face) => found.map((box) => ({ face, box, shared: overlap(face, box) })))
    .filter(({ shared }) => shared >= SAME_FACE)
    .sort((a, b) => b.shared - a.shared);
  const faces = new Set<Rect>();
  const boxes = new Set<Rect>();
  for (const { face, box } of pairs) {
    if (faces.has(face) || boxes.has(box)) continue;
    faces.add(face);
    boxes.add(box);
  }
  return { there: there.length, found: faces.size, wrong: found.length - boxes.size };
}
