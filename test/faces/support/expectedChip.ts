import type { Picture, Point } from '../../../faces/Picture.ts';

/** Where certain landmarks are to lie, in pixels of a chip. */
export type TemplatePoints = { landmarks: number[]; x: number; y: number }[];

/** How a picture's points come into a chip: z becomes scale x z + shift, as complex numbers. */
export interface Placed {
  scale: Point;
  shift: Point;
}

/** The placement for which the landmarks are nearest to the template's points, in the chip, by squares. */
export function placed(landmarks: Point[], template: TemplatePoints): Placed {
  const from = template.map((point) => middle(point.landmarks.map((index) => landmarks[index]!)));
  const [a, b] = [middle(from), middle(template)];
  const sum = { x: 0, y: 0, squares: 0 };
  from.forEach((point, index) => {
    const [px, py] = [point.x - a.x, point.y - a.y];
    const [qx, qy] = [template[index]!.x - b.x, template[index]!.y - b.y];
    sum.x += px * qx + py * qy;
    sum.y += px * qy - py * qx;
    sum.squares += px * px + py * py;
  });
  const scale = { x: sum.x / sum.squares, y: sum.y / sum.squares };
  const moved = times(scale, a);
  return { scale, shift: { x: b.x - moved.x, y: b.y - moved.y } };
}

/** Where in the chip a point of the picture lies. */
export function inChip({ scale, shift }: Placed, point: Point): Point {
  const { x, y } = times(scale, point);
  return { x: x + shift.x, y: y + shift.y };
}

/** The picture where the chip's pixel lies, between its four neighbours; black outside. */
export function chipLevel(picture: Picture, { scale, shift }: Placed, pixel: Point, channel: number): number {
  const squares = scale.x ** 2 + scale.y ** 2;
  const back = { x: scale.x / squares, y: -scale.y / squares };
  const { x, y } = times(back, { x: pixel.x - shift.x, y: pixel.y - shift.y });
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const level = (column: number, row: number) =>
    column < 0 || row < 0 || column >= picture.width || row >= picture.height
      ? 0
      : picture.rgb[(row * picture.width + column) * 3 + channel]!;
  const line = (row: number) => level(left, row) * (left + 1 - x) + level(left + 1, row) * (x - left);
  return line(top) * (top + 1 - y) + line(top + 1) * (y - top);
}

const times = (a: Point, b: Point): Point => ({ x: a.x * b.x - a.y * b.y, y: a.x * b.y + a.y * b.x });

const middle = (points: Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
