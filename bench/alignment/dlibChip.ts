import type { Point } from '../../faces/Picture.ts';

/** The landmarks that dlib fits a chip by: neither jaw nor brows nor lower lip. */
export const DLIB_LANDMARKS: number[] = [
  ...Array.from({ length: 28 }, (_, index) => 27 + index),
  ...[60, 61, 62, 63, 64],
];

/** dlib's mean face at those landmarks (image_transforms/interpolation.h, get_face_chip_details). */
const MEAN_FACE: [x: number, y: number][] = [
  [0.490127, 0.203352],
  [0.490127, 0.307009],
  [0.490127, 0.409805],
  [0.490127, 0.515625],
  [0.36688, 0.587326],
  [0.426036, 0.609345],
  [0.490127, 0.628106],
  [0.554217, 0.609345],
  [0.613373, 0.587326],
  [0.121737, 0.216423],
  [0.187122, 0.178758],
  [0.265825, 0.179852],
  [0.334606, 0.231733],
  [0.260918, 0.245099],
  [0.182743, 0.244077],
  [0.645647, 0.231733],
  [0.714428, 0.179852],
  [0.793132, 0.178758],
  [0.858516, 0.216423],
  [0.79751, 0.244077],
  [0.719335, 0.245099],
  [0.254149, 0.780233],
  [0.340985, 0.745405],
  [0.428858, 0.727388],
  [0.490127, 0.742578],
  [0.551395, 0.727388],
  [0.639268, 0.745405],
  [0.726104, 0.780233],
  [0.290379, 0.784792],
  [0.428096, 0.778746],
  [0.490127, 0.785343],
  [0.552157, 0.778746],
  [0.689874, 0.784792],
];
/** A sixth of the chip's edge on each side. */
const PADDING = 0.25;

/** Where they lie in dlib's chip, as shares of its edge. */
export const DLIB_CHIP: Point[] = MEAN_FACE.map(([x, y]) => ({
  x: (PADDING + x) / (1 + 2 * PADDING),
  y: (PADDING + y) / (1 + 2 * PADDING),
}));
