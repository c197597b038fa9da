import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphBuilder } from '../../weights/onnx/GraphBuilder.ts';
import { DATA_TYPE, encodeModel } from '../../weights/onnx/schema.ts';

/** A recogniser small enough to be made by a test. Its first output has a row a face. */
export interface SmallModel {
  layout?: 'NCHW' | 'NHWC';
  /** Edge of its input. */
  size?: number;
  /** A number is fixed, a name is free. */
  batch?: number | string;
  /** The input is reduced to means of so many pixels each way. */
  pool?: number;
  /** Numbers it projects them to, by a fixed matrix, after light and contrast are taken out; absent: as they are. */
  dimensions?: number;
}

/** The bytes of such a model. Without projection a row is its input's planes, reduced, row by row. */
export function smallModel({
  layout = 'NCHW',
  size = 112,
  batch = 'batch',
  pool = 8,
  dimensions,
}: SmallModel = {}) {
  const net = new GraphBuilder('small');
  const planes =
    layout === 'NCHW' ? 'pixels' : net.node('planes', 'Transpose', ['pixels'], { perm: [0, 3, 1, 2] });
  const means = net.node('means', 'AveragePool', [planes], {
    kernel_shape: [pool, pool],
    strides: [pool, pool],
  });
  const length = 3 * Math.floor(size / pool) ** 2;
  if (dimensions === undefined) net.node('descriptors', 'Flatten', [means]);
  else {
    const ones = [net.floats('ones', [3], [1, 1, 1]), net.floats('zeros', [3], [0, 0, 0])];
    const flat = net.node('flat', 'Flatten', [net.node('even', 'InstanceNormalization', [means, ...ones])]);
    net.node('descriptors', 'MatMul', [
      flat,
      net.floats('matrix', [length, dimensions], matrix(length * dimensions)),
    ]);
  }
  const shape = layout === 'NCHW' ? [batch, 3, size, size] : [batch, size, size, 3];
  const graph = net.build(
    [{ name: 'pixels', elemType: DATA_TYPE.float32, shape }],
    [{ name: 'descriptors', elemType: DATA_TYPE.float32, shape: [batch, dimensions ?? length] }],
  );
  return encodeModel(graph);
}

/** The same numbers each time, from -1 to 1: a linear congruential generator (Numerical Recipes, "An even quicker generator"). */
function matrix(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** What a manifest must say; the model is beside it. */
export const MANIFEST = {
  model: 'small.onnx',
  name: 'small',
  licence: 'MIT',
  space: 'small-512',
  match: { limit: 0.5 },
  calibration: { even: 0.5, slope: 20 },
};

/** Writes both into the folder and gives the manifest's path. */
export async function writeRecogniser(
  folder: string,
  model: Uint8Array,
  manifest: unknown = MANIFEST,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'recogniser.json');
  await writeFile(join(folder, 'small.onnx'), model);
  await writeFile(file, JSON.stringify(manifest));
  return file;
}
