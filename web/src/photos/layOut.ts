export interface Tile {
  left: number;
  top: number;
  width: number;
  /** Of the picture, without what is written below it. */
  height: number;
}

export interface Layout {
  tiles: Tile[];
  /** The first tile of each row. */
  rows: number[];
  height: number;
}

export interface Measures {
  /** Of the whole, in pixels. */
  width: number;
  /** How high pictures are about to be. */
  row: number;
  gap: number;
  /** Of what is written below each. */
  caption: number;
}

/** A narrow picture still has room for what is written below it; a panorama leaves some for others. */
const NARROWEST = 0.62;
const WIDEST = 2.4;

/**
 * Puts pictures of these proportions (width by height) into rows as wide as the whole, each picture in full. A row has one height;
 * the last is not stretched.
 */
export function layOut(proportions: number[], { width, row, gap, caption }: Measures): Layout {
  const tiles: Tile[] = [];
  const rows: number[] = [];
  let top = 0;
  const place = (from: number, to: number, height: number) => {
    rows.push(from);
    let left = 0;
    for (let at = from; at < to; at++) {
      const own = Math.min(within(proportions[at]!) * height, width);
      tiles.push({
        left: Math.round(left),
        top: Math.round(top),
        width: Math.round(own),
        height: Math.round(height),
      });
      left += own + gap;
    }
    top += height + caption + gap;
  };
  let from = 0;
  let sum = 0;
  for (let at = 0; at < proportions.length; at++) {
    sum += within(proportions[at]!);
    const free = width - gap * (at - from);
    if (sum * row < free) continue;
    place(from, at + 1, free / sum);
    from = at + 1;
    sum = 0;
  }
  if (from < proportions.length) place(from, proportions.length, row);
  return { tiles, rows, height: Math.max(0, top - gap) };
}

function within(proportion: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, proportion));
}

/** The rows that are seen between two heights, as the numbers of the first tile and of the one behind the last. */
export function tilesBetween({ tiles, rows }: Layout, from: number, to: number): [number, number] {
  const rowAt = (y: number) => {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tiles[rows[middle]!]!.top <= y) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };
  if (rows.length === 0) return [0, 0];
  return [rows[rowAt(from)]!, rows[rowAt(to) + 1] ?? tiles.length];
}
