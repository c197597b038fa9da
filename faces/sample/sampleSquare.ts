import type { Picture, Rect, Square } from './Picture.ts';

/** Where the rectangle lies in its square: as face-api pads, all behind it or on both sides (the odd pixel behind). */
export type Padding = 'behind' | 'around';

/** Edge of the square and the rectangle's offset in it, in pixels. */
export function squareOf(rect: Rect, padding: Padding): { side: number; x: number; y: number } {
  const side = Math.max(rect.width, rect.height);
  const before = (gap: number) => (padding === 'behind' ? 0 : gap - Math.round(gap / 2));
  return { side, x: before(side - rect.width), y: before(side - rect.height) };
}

/**
 * Cuts `rect` (whole pixels, inside the picture, not empty) out of the picture, pads it with black to a square
 * and scales that to `size` x `size`.
 * Bilinear with the top left corners aligned, as TensorFlow's ResizeBilinear samples with `align_corners` and
 * `half_pixel_centers` off; face-api's networks expect exactly this.
 */
export function sampleSquare(picture: Picture, rect: Rect, size: number, padding: Padding): Square {
  const { side, x: offsetX, y: offsetY } = squareOf(rect, padding);
  const columns = taps(size, side, offsetX, rect.width);
  const rows = taps(size, side, offsetY, rect.height);
  const { rgb: from, width } = picture;
  const to = new Float32Array(size * size * 3);
  let at = 0;
  for (let row = 0; row < size; row++) {
    const low = rows.low[row]!;
    const high = rows.high[row]!;
    const down = rows.share[row]!;
    const top = low < 0 ? -1 : (rect.y + low) * width;
    const bottom = high < 0 ? -1 : (rect.y + high) * width;
    for (let column = 0; column < size; column++) {
      const left = columns.low[column]!;
      const right = columns.high[column]!;
      const across = columns.share[column]!;
      const topLeft = top < 0 || left < 0 ? -1 : (top + rect.x + left) * 3;
      const topRight = top < 0 || right < 0 ? -1 : (top + rect.x + right) * 3;
      const bottomLeft = bottom < 0 || left < 0 ? -1 : (bottom + rect.x + left) * 3;
      const bottomRight = bottom < 0 || right < 0 ? -1 : (bottom + rect.x + right) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const a = topLeft < 0 ? 0 : from[topLeft + channel]!;
        const b = topRight < 0 ? 0 : from[topRight + channel]!;
        const c = bottomLeft < 0 ? 0 : from[bottomLeft + channel]!;
        const d = bottomRight < 0 ? 0 : from[bottomRight + channel]!;
        const upper = a + (b - a) * across;
        const lower = c + (d - c) * across;
        to[at++] = upper + (lower - upper) * down;
      }
    }
  }
  return { size, rgb: to };
}

/** For each target pixel the two source pixels it lies between (-1: in the padding) and the second one's share. */
function taps(size: number, side: number, offset: number, length: number) {
  const low = new Int32Array(size);
  const high = new Int32Array(size);
  const share = new Float32Array(size);
  const inside = (position: number) => (position >= 0 && position < length ? position : -1);
  for (let target = 0; target < size; target++) {
    const source = (target * side) / size;
    const floor = Math.floor(source);
    low[target] = inside(floor - offset);
    high[target] = inside(Math.min(floor + 1, side - 1) - offset);
    share[target] = source - floor;
  }
  return { low, high, share };
}
