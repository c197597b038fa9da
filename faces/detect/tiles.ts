import { DETECTOR_SIZE } from '../engine/Engine.ts';
import type { Picture, Rect } from '../Picture.ts';
import type { Look } from './lookAt.ts';

type Size = Pick<Picture, 'width' | 'height'>;

/** Neighbouring tiles share a quarter: a face cut by one's edge lies whole in the other. */
const SHARED = 0.25;
/**
 * Pixels of the photo that one of the detector's covers in the finest tiles: a face of 40 pixels is then 36 of the
 * detector's, which likes those of 35 to 50 (docs/accuracy.md).
 */
const FINEST = 1.1;
/** Each scale of tiles is so many times the one below, and the whole picture's so much coarser than the coarsest at least. */
const STEP = 2;
const COARSER = 1.5;

/** Scales of tiles for a photo of that size, the coarsest first. */
export function tileScales({ width, height }: Size): number[] {
  const whole = Math.max(width, height) / DETECTOR_SIZE;
  const scales: number[] = [];
  for (let scale = FINEST; scale * COARSER < whole; scale *= STEP) scales.unshift(scale);
  return scales;
}

/** Rows of tiles that cover a photo, each `scale` pixels of it to one of the detector's. */
export function tilesOf(photo: Size, scale: number): Look[][] {
  const edge = DETECTOR_SIZE * scale;
  const starts = (length: number) => {
    if (length <= edge) return [(length - edge) / 2];
    const steps = Math.ceil((length - edge) / (edge * (1 - SHARED)));
    return Array.from({ length: steps + 1 }, (_, step) => ((length - edge) * step) / steps);
  };
  const columns = starts(photo.width);
  return starts(photo.height).map((y) => columns.map((x): Look => ({ size: DETECTOR_SIZE, scale, x, y })));
}

/** A box that ends nearer to a tile's edge, in the detector's pixels, may end there because the tile does. */
const CLOSE = 10;

/** Whether a tile's edge within the photo cuts the box: the face lies whole in another tile, or a coarser one. */
export function isCut(box: Rect, { size, scale, x, y }: Look, photo: Size): boolean {
  const close = CLOSE * scale;
  const right = x + size * scale;
  const bottom = y + size * scale;
  return (
    (x > 0 && box.x < x + close) ||
    (y > 0 && box.y < y + close) ||
    (right < photo.width && box.x + box.width > right - close) ||
    (bottom < photo.height && box.y + box.height > bottom - close)
  );
}
