import { overlap } from '../detect/Detection.ts';
import type { Rect } from '../Picture.ts';

/**
 * Detectors frame a face differently: about the same middle, and one at most twice as wide and high as the other.
 * Their intersection over union is at least a quarter then.
 */
const SAME_PLACE = 0.25;

/** Of the faces of a picture the one that stands where another detector has framed it; undefined if none does. */
export function faceAt<F extends { box: Rect }>(faces: F[], box: Rect): F | undefined {
  const [nearest] = faces
    .map((face) => ({ face, shared: overlap(face.box, box) }))
    .filter(({ shared }) => shared >= SAME_PLACE)
    .sort((a, b) => b.shared - a.shared);
  return nearest?.face;
}
