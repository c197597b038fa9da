import type { Point, Rect } from '../Picture.ts';

/** How far a picture was turned for a look, in degrees clockwise. */
export type Turn = 0 | 90 | 180 | 270;

/** A face's frame in pixels of the picture, as the network gave it: parts of it can lie outside. */
export interface Detection {
  box: Rect;
  /** The detector's confidence, 0 to 1. */
  score: number;
  /** Pixels of the picture that one of the detector's covered in the look that found it. */
  scale: number;
  /** How far the face's up is turned from the picture's, as far as the look that found it tells. */
  turn: Turn;
}

/** Width of the face in the detector's pixels, were it looked at at that scale; a turned face lies on its side. */
export const seenAt = ({ box: { width, height } }: Detection, scale: number): number =>
  Math.min(width, height) / scale;

export function middleOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Intersection over union, 0 to 1. */
export function overlap(a: Rect, b: Rect): number {
  const common = shared(a, b);
  return common === 0 ? 0 : common / (area(a) + area(b) - common);
}

export const area = ({ width, height }: Rect): number => width * height;

/** Pixels that both have. */
export function shared(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width <= 0 || height <= 0 ? 0 : width * height;
}

/** Greedy non-maximum suppression, best score first: of boxes that overlap by more than `limit` only the best stays. */
export function suppress(candidates: Detection[], limit: number): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score))
    if (kept.every((other) => overlap(candidate.box, other.box) <= limit)) kept.push(candidate);
  return kept;
}
