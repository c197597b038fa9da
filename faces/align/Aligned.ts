import type { Point, Rect, Square } from '../Picture.ts';

/** A face cut out as the recogniser is to see it. Box and landmarks in pixels of the photo in full. */
export interface Aligned {
  /** Whole pixels, inside the photo. */
  box: Rect;
  score: number;
  /** 68 points; some can lie outside. */
  landmarks: Point[];
  /** What the face looks like, of the recogniser's size. */
  chip: Square;
  /** The same as the built-in recogniser sees it: qualities are then the same whatever describes the face. */
  portrait: Square;
  /** Whether the chip shows any of the face, so that it can be described. */
  describable: boolean;
  /** Whether the landmarks can be a face's; otherwise what is described is no face seen upright. */
  plausible: boolean;
}
