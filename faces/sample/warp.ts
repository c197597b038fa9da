import type { Similarity } from '../align/Similarity.ts';
import { scaleOf } from '../align/Similarity.ts';
import type { Picture, Rect, Square } from '../Picture.ts';

/**
 * Cuts a square out of the picture: `toPicture` says where in the picture each of its pixels lies. Bilinear; where
 * the square has fewer pixels than the picture, from the means of as many pixels as one of the square's covers.
 * What lies outside the picture is black, as in dlib's chips.
 */
export function warp(picture: Picture, toPicture: Similarity, size: number): Square {
  const shrink = Math.floor(scaleOf(toPicture) + 0.25);
  return shrink < 2 ? bilinear(picture, toPicture, size) : warpReduced(picture, toPicture, size, shrink);
}

function warpReduced(picture: Picture, toPicture: Similarity, size: number, shrink: number): Square {
  const region = reduce(picture, around(toPicture, size, picture, shrink), shrink);
  if (!region) return { size, rgb: new Float32Array(size * size * 3) };
  // Pixel n of the region is the middle of `shrink` pixels of the picture.
  const middle = (shrink - 1) / 2;
  return bilinear(
    region.picture,
    {
      cos: toPicture.cos / shrink,
      sin: toPicture.sin / shrink,
      x: (toPicture.x - region.x - middle) / shrink,
      y: (toPicture.y - region.y - middle) / shrink,
    },
    size,
  );
}

/** The whole pixels of the picture that a square's pixels can touch. */
function around({ cos, sin, x, y }: Similarity, size: number, picture: Picture, margin: number): Rect {
  const span = (a: number, b: number, start: number, limit: number): [number, number] => {
    const ends = [0, a * size, b * size, (a + b) * size];
    const low = Math.max(0, Math.floor(start + Math.min(...ends)) - margin);
    const high = Math.min(limit, Math.ceil(start + Math.max(...ends)) + margin + 1);
    return [low, high];
  };
  const [left, right] = span(cos, -sin, x, picture.width);
  const [top, bottom] = span(sin, cos, y, picture.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Means of `shrink` x `shrink` pixels; the last row and column take the rest. */
function reduce(
  { width, rgb }: Picture,
  rect: Rect,
  shrink: number,
): { picture: Picture; x: number; y: number } | undefined {
  const columns = Math.floor(rect.width / shrink);
  const rows = Math.floor(rect.height / shrink);
  if (columns < 1 || rows < 1) return undefined;
  const to = new Uint8Array(columns * rows * 3);
  const sums = new Uint32Array(columns * 3);
  const count = shrink * shrink;
  const half = count >> 1;
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let line = 0; line < shrink; line++) {
      let from = ((rect.y + row * shrink + line) * width + rect.x) * 3;
      for (let at = 0; at < sums.length; at += 3)
        for (let step = 0; step < shrink; step++) {
          sums[at]! += rgb[from]!;
          sums[at + 1]! += rgb[from + 1]!;
          sums[at + 2]! += rgb[from + 2]!;
          from += 3;
        }
    }
    const start = row * sums.length;
    for (let at = 0; at < sums.length; at++) to[start + at] = (sums[at]! + half) / count;
  }
  return { picture: { width: columns, height: rows, rgb: to }, x: rect.x, y: rect.y };
}

function bilinear({ width, height, rgb }: Picture, { cos, sin, x, y }: Similarity, size: number): Square {
  const to = new Float32Array(size * size * 3);
  const stride = width * 3;
  let at = 0;
  for (let row = 0; row < size; row++) {
    let px = x - sin * row;
    let py = y + cos * row;
    for (let column = 0; column < size; column++, px += cos, py += sin, at += 3) {
      const left = Math.floor(px);
      const top = Math.floor(py);
      const across = px - left;
      const down = py - top;
      if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
        const from = top * stride + left * 3;
        const a = (1 - across) * (1 - down);
        const b = across * (1 - down);
        const c = (1 - across) * down;
        const d = across * down;
        for (let channel = 0; channel < 3; channel++) {
          const p = from + channel;
          to[at + channel] = a * rgb[p]! + b * rgb[p + 3]! + c * rgb[p + stride]! + d * rgb[p + stride + 3]!;
        }
      } else if (left >= -1 && top >= -1 && left < width && top < height) {
        // At the edge: what lies beyond is black.
        for (let channel = 0; channel < 3; channel++) {
          const pixel = (c: number, r: number) =>
            c < 0 || r < 0 || c >= width || r >= height ? 0 : rgb[r * stride + c * 3 + channel]!;
          const upper = pixel(left, top) * (1 - across) + pixel(left + 1, top) * across;
          const lower = pixel(left, top + 1) * (1 - across) + pixel(left + 1, top + 1) * across;
          to[at + channel] = upper * (1 - down) + lower * down;
        }
      }
    }
  }
  return { size, rgb: to };
}
