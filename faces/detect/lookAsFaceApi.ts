import type { Engine } from './engine/Engine.ts';
import { DETECTOR_SIZE } from './engine/Engine.ts';
import type { Picture, Rect } from './Picture.ts';
import { sampleSquare } from './sampleSquare.ts';

/** A face's frame in pixels of the picture, as the network gave it: parts of it can lie outside. */
export interface Detection {
  box: Rect;
  /** The detector's confidence, 0 to 1. */
  score: number;
}

/** Two boxes that share more than this part of their union are one face (face-api's own limit). */
const SAME_FACE = 0.5;
/** face-api's own default for the most faces in one look. */
const MOST_FACES = 100;

/** Finds the faces whose score is above `minScore`, best first. */
export async function detect(picture: Picture, engine: Engine, minScore: number): Promise<Detection[]> {
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const { boxes, scores } = await engine.detect(sampleSquare(picture, whole, DETECTOR_SIZE, 'behind'));
  const { across, down } = squareInPixels(picture);
  const candidates: Detection[] = [];
  scores.forEach((score, index) => {
    if (score <= minScore) return;
    const [top, left, bottom, right] = boxes.subarray(index * 4, index * 4 + 4);
    const x = Math.max(0, left!) * across;
    const y = Math.max(0, top!) * down;
    candidates.push({
      score,
      box: { x, y, width: Math.min(1, right!) * across - x, height: Math.min(1, bottom!) * down - y },
    });
  });
  return suppress(candidates);
}

/**
 * How many pixels of the picture the detector's square is wide and high. face-api takes the picture to end at a
 * whole pixel of the square, which shifts boxes by up to a thousandth; its descriptors are had only by doing so too.
 */
function squareInPixels({ width, height }: Picture): { across: number; down: number } {
  const scale = DETECTOR_SIZE / Math.max(width, height);
  return {
    across: (width * DETECTOR_SIZE) / Math.max(1, Math.round(width * scale)),
    down: (height * DETECTOR_SIZE) / Math.max(1, Math.round(height * scale)),
  };
}

/** Greedy non-maximum suppression. */
function suppress(candidates: Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (kept.length === MOST_FACES) break;
    if (kept.every((other) => overlap(candidate.box, other.box) <= SAME_FACE)) kept.push(candidate);
  }
  return kept;
}

/** Intersection over union, 0 to 1. */
export function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  return common / (a.width * a.height + b.width * b.height - common);
}
