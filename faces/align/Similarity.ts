import type { Point } from '../Picture.ts';

/** A turn, a scale and a shift: (x, y) becomes (cos x - sin y + x0, sin x + cos y + y0), scale within cos and sin. */
export interface Similarity {
  cos: number;
  sin: number;
  x: number;
  y: number;
}

export function apply({ cos, sin, x, y }: Similarity, point: Point): Point {
  return { x: cos * point.x - sin * point.y + x, y: sin * point.x + cos * point.y + y };
}

/** First `inner`, then `outer`. */
export function compose(outer: Similarity, inner: Similarity): Similarity {
  const { x, y } = apply(outer, inner);
  return {
    cos: outer.cos * inner.cos - outer.sin * inner.sin,
    sin: outer.sin * inner.cos + outer.cos * inner.sin,
    x,
    y,
  };
}

/** The way back. */
export function inverse({ cos, sin, x, y }: Similarity): Similarity {
  const square = cos * cos + sin * sin;
  const back = { cos: cos / square, sin: -sin / square, x: 0, y: 0 };
  const { x: left, y: top } = apply(back, { x, y });
  return { ...back, x: -left, y: -top };
}

/** How many times larger it makes a length. */
export const scaleOf = ({ cos, sin }: Similarity): number => Math.hypot(cos, sin);

/** Degrees it turns, clockwise as seen in a picture (y down), -180 to 180. */
export const degreesOf = ({ cos, sin }: Similarity): number => (Math.atan2(sin, cos) * 180) / Math.PI;

/**
 * The similarity transform that takes `from` nearest to `to` in the least-squares sense: Umeyama, "Least-squares
 * estimation of transformation parameters between two point patterns" (1991), in its closed form for the plane
 * without reflection.
 */
export function fitSimilarity(from: Point[], to: Point[]): Similarity {
  const a = mean(from);
  const b = mean(to);
  let dot = 0;
  let cross = 0;
  let spread = 0;
  from.forEach((point, index) => {
    const px = point.x - a.x;
    const py = point.y - a.y;
    const qx = to[index]!.x - b.x;
    const qy = to[index]!.y - b.y;
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
    spread += px * px + py * py;
  });
  const cos = dot / spread;
  const sin = cross / spread;
  return { cos, sin, x: b.x - cos * a.x + sin * a.y, y: b.y - sin * a.x - cos * a.y };
}

export function mean(points: Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}

/** Turned clockwise, scaled by `scale`, so that `from` comes to lie on `to`. */
export function turnedAbout(from: Point, to: Point, degrees: number, scale: number): Similarity {
  const cos = Math.cos((degrees * Math.PI) / 180) * scale;
  const sin = Math.sin((degrees * Math.PI) / 180) * scale;
  return { cos, sin, x: to.x - cos * from.x + sin * from.y, y: to.y - sin * from.x - cos * from.y };
}
