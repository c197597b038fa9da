import type { Rect } from '../Picture.ts';

/**
 * The anchors of SSD as TensorFlow's object detection makes them (ssd_anchor_generator, scales 0.2 to 0.95 in six
 * layers, lowest layer reduced), for the frame of 512 that these weights were trained on. They are taken in pixels,
 * so a smaller look has the same ones in fewer places.
 */
const FRAME = 512;
const SCALES = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1];
const RATIOS = [1, 2, 1 / 2, 3, 1 / 3];
/** Pixels from one place of a map to the next. */
const STRIDES = [16, 32, 64, 128, 256, 512];

/** Width and height of each anchor at one place of a map, in the order of the network's output. */
function shapes(layer: number): [width: number, height: number][] {
  const scale = SCALES[layer]!;
  const shape = (size: number, ratio: number): [number, number] => [
    size * Math.sqrt(ratio) * FRAME,
    (size / Math.sqrt(ratio)) * FRAME,
  ];
  if (layer === 0) return [shape(0.1, 1), shape(scale, 2), shape(scale, 1 / 2)];
  const between = Math.sqrt(scale * SCALES[layer + 1]!);
  return [shape(scale, 1), shape(between, 1), ...RATIOS.slice(1).map((ratio) => shape(scale, ratio))];
}

/** Centre x, centre y, width and height of every anchor of a look of that size in pixels, four floats each. */
export function anchors(width: number, height = width): Float32Array {
  const all: number[] = [];
  STRIDES.forEach((stride, layer) => {
    const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
    const here = shapes(layer);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (const shape of here) all.push((column + 0.5) * stride, (row + 0.5) * stride, ...shape);
  });
  return Float32Array.from(all);
}

/** Variances of the encoding: shares of an anchor's size are kept tenfold, logarithms of sizes fivefold. */
const PLACE = 10;
const SIZE = 5;

/** The box, in pixels of the look, that `encoding` (y, x, height, width) says of anchor number `index`. */
export function decodeBox(encodings: Float32Array, of: Float32Array, index: number): Rect {
  const at = index * 4;
  const width = Math.exp(encodings[at + 3]! / SIZE) * of[at + 2]!;
  const height = Math.exp(encodings[at + 2]! / SIZE) * of[at + 3]!;
  const x = (encodings[at + 1]! / PLACE) * of[at + 2]! + of[at]! - width / 2;
  const y = (encodings[at]! / PLACE) * of[at + 3]! + of[at + 1]! - height / 2;
  return { x, y, width, height };
}
