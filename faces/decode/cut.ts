import type { Picture, Rect } from '../Picture.ts';

/** Copies a rectangle of whole pixels that lies inside the picture. */
export function cut({ width, rgb }: Picture, rect: Rect): Picture {
  const cutting = new Uint8Array(rect.width * rect.height * 3);
  for (let row = 0; row < rect.height; row++) {
    const start = ((rect.y + row) * width + rect.x) * 3;
    cutting.set(rgb.subarray(start, start + rect.width * 3), row * rect.width * 3);
  }
  return { width: rect.width, height: rect.height, rgb: cutting };
}

/**
 * The whole pixels that a rectangle touches, as far as they lie in a picture of that size.
 * @throws RangeError where there are none.
 */
export function wholePixels({ x, y, width, height }: Rect, size: { width: number; height: number }): Rect {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  const right = Math.min(size.width, Math.ceil(x + width));
  const bottom = Math.min(size.height, Math.ceil(y + height));
  if (!(right > left && bottom > top))
    throw new RangeError(
      `The rectangle ${width} x ${height} at (${x}, ${y}) has no pixel of a picture of ${size.width} x ` +
        `${size.height}; ask for one that lies in it.`,
    );
  return { x: left, y: top, width: right - left, height: bottom - top };
}
