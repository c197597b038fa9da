import type { Point } from './Picture.ts';

/**
 * Degrees; roll clockwise as seen in the picture, yaw to the viewer's right, pitch downwards are positive. In that
 * order from the outside: a head turned by yaw, then nodded by pitch, in a picture turned by roll, so that turning
 * the picture changes the roll alone.
 */
export interface HeadPose {
  roll: number;
  yaw: number;
  pitch: number;
}

/**
 * A mean head in arbitrary units, x to the viewer's right, y down, z away from the camera: the six points of the
 * widely used model of S. Mallick, "Head Pose Estimation using OpenCV and Dlib" (2016), with the landmark each is.
 */
const HEAD: [landmark: number, x: number, y: number, z: number][] = [
  [30, 0, 0, 0],
  [8, 0, 330, 65],
  [36, -225, -170, 135],
  [45, 225, -170, 135],
  [48, -150, 150, 125],
  [54, 150, 150, 125],
];

/**
 * Estimates how the head is turned from 68 landmarks: the scaled orthographic fit of a mean head, the first step
 * of POSIT (DeMenthon and Davis, "Model-Based Object Pose in 25 Lines of Code", 1995). Good to about ten degrees:
 * enough to tell a profile from a portrait, no measuring instrument.
 */
export function headPose(landmarks: Point[]): HeadPose {
  const { x: i, y: j } = leastSquares(landmarks);
  const scale = (Math.hypot(...i) + Math.hypot(...j)) / 2;
  const right = i.map((value) => value / scale) as Vector;
  const down = j.map((value) => value / scale) as Vector;
  const away = cross(right, down);
  const degrees = (radians: number) => (radians * 180) / Math.PI;
  return {
    roll: degrees(Math.atan2(-right[1], down[1])),
    yaw: degrees(Math.atan2(away[0], away[2])),
    pitch: degrees(Math.atan2(away[1], Math.hypot(away[0], away[2]))),
  };
}

type Vector = [number, number, number];

/** Least squares: the two rows that take the head's points, from their mean, to the landmarks, from theirs. */
function leastSquares(landmarks: Point[]): { x: Vector; y: Vector } {
  const seen = HEAD.map(([index]) => landmarks[index]!);
  const model = HEAD.map(([, x, y, z]) => [x, y, z] as Vector);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const middle = [0, 1, 2].map((axis) => mean(model.map((point) => point[axis]!)));
  const centred = model.map((point) => point.map((value, axis) => value - middle[axis]!) as Vector);
  const normal = [0, 1, 2].map(
    (a) => [0, 1, 2].map((b) => centred.reduce((sum, point) => sum + point[a]! * point[b]!, 0)) as Vector,
  ) as [Vector, Vector, Vector];
  const row = (values: number[]) => {
    const average = mean(values);
    const side = [0, 1, 2].map((axis) =>
      centred.reduce((sum, point, index) => sum + point[axis]! * (values[index]! - average), 0),
    ) as Vector;
    return solve(normal, side);
  };
  return { x: row(seen.map((point) => point.x)), y: row(seen.map((point) => point.y)) };
}

/** Cramer's rule; the model's points do not lie in one plane, so the determinant is not zero. */
function solve([a, b, c]: [Vector, Vector, Vector], side: Vector): Vector {
  const determinant = (x: Vector, y: Vector, z: Vector) => {
    const product = cross(y, z);
    return x[0] * product[0] + x[1] * product[1] + x[2] * product[2];
  };
  const whole = determinant(a, b, c);
  // The matrix is symmetric: its rows are its columns.
  return [determinant(side, b, c) / whole, determinant(a, side, c) / whole, determinant(a, b, side) / whole];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
