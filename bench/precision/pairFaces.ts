import { overlap } from '../../faces/detect/Detection.ts';
import type { Face } from '../../faces/findFaces.ts';

/** One face as two engines see it. */
export interface FacePair {
  reference: Face;
  trial: Face;
  /** Intersection over union of the two boxes, 0 to 1. */
  iou: number;
}

/** Boxes that share less are not of one face: the rule by which doubles are suppressed. */
const SAME_FACE = 0.5;

/** Pairs each face with the one that overlaps most, the surest pairs first; no face is in two pairs. */
export function pairFaces(references: Face[], trials: Face[]): FacePair[] {
  const candidates = references.flatMap((reference) =>
    trials.map((trial) => ({ reference, trial, iou: overlap(reference.box, trial.box) })),
  );
  const taken = new Set<Face>();
  return candidates
    .filter(({ iou }) => iou > SAME_FACE)
    .sort((a, b) => b.iou - a.iou)
    .filter(({ reference, trial }) => {
      if (taken.has(reference) || taken.has(trial)) return false;
      taken.add(reference).add(trial);
      return true;
    });
}
