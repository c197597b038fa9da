import type { Rect } from '../Picture.ts';

interface Size {
  width: number;
  height: number;
}

/**
 * How the axes of the upright photo lie in the stored one, by EXIF's orientation, 1 to 8 (EXIF 3.0, 4.6.5.1.5):
 * whether they are exchanged, and then which of the upright ones runs backwards.
 */
const turned = (orientation: number): boolean => orientation >= 5;
export const xReversed = (orientation: number): boolean => [2, 3, 6, 7].includes(orientation);
export const yReversed = (orientation: number): boolean => [3, 4, 7, 8].includes(orientation);

export function uprightSize({ width, height }: Size, orientation: number): Size {
  return turned(orientation) ? { width: height, height: width } : { width, height };
}

/** Where a rectangle of the upright photo lies in the stored one, whose upright size is given; pixels. */
export function storedRect(rect: Rect, upright: Size, orientation: number): Rect {
  const x = xReversed(orientation) ? upright.width - rect.x - rect.width : rect.x;
  const y = yReversed(orientation) ? upright.height - rect.y - rect.height : rect.y;
  return turned(orientation)
    ? { x: y, y: x, width: rect.height, height: rect.width }
    : { x, y, width: rect.width, height: rect.height };
}
