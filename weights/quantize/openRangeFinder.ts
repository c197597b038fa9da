import ort from 'onnxruntime-node';
import { graphOf } from '../convert.ts';
import type { Network } from '../models.ts';
import { DATA_TYPE, encodeModel } from '../onnx/schema.ts';
import { layersOf, type Span, valuesOf } from './Layers.ts';
import type { Ranges } from './Pictures.ts';

/** Finds out in which range the numbers lie that a network's 8-bit layers read and give. */
export interface RangeFinder {
  /** Runs the network in floats on pixels from 0 to 255: batch x size x size x RGB. */
  look(pixels: Float32Array, size: number): Promise<void>;
  /** Over all that it was shown. */
  ranges(): Ranges;
}

/** @throws WeightsError where the weights are not right. */
export async function openRangeFinder(network: Network, span: Span): Promise<RangeFinder> {
  const graph = await graphOf(network);
  const values = [...valuesOf(layersOf(graph, span))];
  const ends = values.flatMap((value) => [
    { name: `${value}/min`, opType: 'ReduceMin', value },
    { name: `${value}/max`, opType: 'ReduceMax', value },
  ]);
  const session = await ort.InferenceSession.create(
    encodeModel({
      ...graph,
      node: [
        ...graph.node,
        ...ends.map(({ name, opType, value }) => ({
          name,
          opType,
          input: [value],
          output: [name],
          attributes: { keepdims: 0 },
        })),
      ],
      output: ends.map(({ name }) => ({ name, elemType: DATA_TYPE.float32, shape: [] })),
    }),
    { intraOpNumThreads: 1 },
  );
  const found = new Map<string, [number, number]>();
  return {
    async look(pixels, size) {
      const shape = [pixels.length / (3 * size * size), size, size, 3];
      const output = await session.run({ pixels: new ort.Tensor('float32', pixels, shape) });
      const end = (name: string) => (output[name]!.data as Float32Array)[0]!;
      for (const value of values) {
        const [min, max] = found.get(value) ?? [0, 0];
        found.set(value, [Math.min(min, end(`${value}/min`)), Math.max(max, end(`${value}/max`))]);
      }
    },
    ranges: () => Object.fromEntries(found),
  };
}
