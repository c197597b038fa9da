import type { Picture, Rect, Square } from '../Picture.ts';

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
  const to = new Float32Array(size * size * 3);
  const inside = (low: number, column: number) => low >= 0 && columns.high[column]! >= 0;
  const first = columns.low.findIndex(inside);
  const begin = first < 0 ? size : first;
  const end = first < 0 ? size : columns.low.findLastIndex(inside) + 1;
  for (let row = 0; row < size; row++) {
    const start = (y: number) => (y < 0 ? -1 : ((rect.y + y) * picture.width + rect.x) * 3);
    const upper = start(rows.low[row]!);
    const lower = start(rows.high[row]!);
    if (upper < 0 && lower < 0) continue;
    const at = row * size * 3;
    const line = { to, at, upper, lower, share: rows.share[row]! };
    if (upper < 0 || lower < 0) sampleEdge(picture.rgb, line, columns, 0, size);
    else {
      sampleEdge(picture.rgb, line, columns, 0, begin);
      sampleLine(picture.rgb, line, columns, begin, end);
      sampleEdge(picture.rgb, line, columns, end, size);
    }
  }
  return { size, rgb: to };
}

/** A row of the square and the two rows of the picture it lies between, as places in their arrays; -1: padding. */
interface Line {
  to: Float32Array;
  at: number;
  upper: number;
  lower: number;
  /** Of the lower row. */
  share: number;
}

/** Columns whose pixels all lie in the picture. */
function sampleLine(from: Uint8Array, { to, ...line }: Line, columns: Taps, begin: number, end: number) {
  const { low, high, share } = columns;
  const { upper, lower, share: down } = line;
  let at = line.at + begin * 3;
  for (let column = begin; column < end; column++, at += 3) {
    const left = low[column]! * 3;
    const right = high[column]! * 3;
    const across = share[column]!;
    for (let channel = 0; channel < 3; channel++) {
      const a = from[upper + left + channel]!;
      const c = from[lower + left + channel]!;
      const above = a + (from[upper + right + channel]! - a) * across;
      const below = c + (from[lower + right + channel]! - c) * across;
      to[at + channel] = above + (below - above) * down;
    }
  }
}

/** Columns of which at least one pixel is padding. */
function sampleEdge(from: Uint8Array, { to, ...line }: Line, columns: Taps, begin: number, end: number) {
  const pixel = (start: number, x: number, channel: number) =>
    start < 0 || x < 0 ? 0 : from[start + x * 3 + channel]!;
  for (let column = begin; column < end; column++) {
    const left = columns.low[column]!;
    const right = columns.high[column]!;
    if (left < 0 && right < 0) continue;
    const across = columns.share[column]!;
    for (let channel = 0; channel < 3; channel++) {
      const [a, b] = [pixel(line.upper, left, channel), pixel(line.upper, right, channel)];
      const [c, d] = [pixel(line.lower, left, channel), pixel(line.lower, right, channel)];
      const above = a + (b - a) * across;
      const below = c + (d - c) * across;
      to[line.at + column * 3 + channel] = above + (below - above) * line.share;
    }
  }
}

interface Taps {
  low: Int32Array;
  high: Int32Array;
  share: Float32Array;
}

/** For each target pixel the two source pixels it lies between (-1: in the padding) and the second one's share. */
function taps(size: number, side: number, offset: number, length: number): Taps {
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
