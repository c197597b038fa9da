import type { Point, Rect } from '../../faces/Picture.ts';
import type { WhichFace } from './Describer.ts';

/**
 * The face that counts; of equals the first.
 * @param picture its width and height in pixels.
 */
export function chooseFace<Face extends { box: Rect }>(
  faces: Face[],
  picture: { width: number; height: number },
  which: WhichFace,
): Face | undefined {
  if (which === 'largest') return least(faces, ({ box }) => -box.width * box.height);
  const place =
    which === 'middle'
      ? { x: picture.width / 2, y: picture.height / 2, within: Number.POSITIVE_INFINITY }
      : which;
  const away = ({ box }: Face) => {
    const centre = centreOf(box);
    return Math.hypot(centre.x - place.x, centre.y - place.y);
  };
  const nearest = least(faces, away);
  return nearest && away(nearest) <= place.within ? nearest : undefined;
}

export function centreOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

function least<T>(all: T[], measure: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>(
    (best, one) => (best === undefined || measure(one) < measure(best) ? one : best),
    undefined,
  );
}
