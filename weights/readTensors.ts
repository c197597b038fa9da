import { readWeights } from './readWeights.ts';

/** A tensor in float32, rows last; `shape` as TensorFlow has it: filters are height, width, in, out. */
export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
  /**
   * Of filters that are kept in 8 bits with a zero among their values: for each output channel the step that all its
   * weights are whole multiples of. Absent of others.
   */
  steps?: Float64Array;
}

interface Spec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: Quantization;
}
interface Quantization {
  dtype: 'uint8';
  scale: number;
  min: number;
}

/**
 * All tensors of one of face-api's networks by name. What is kept in 8 bits becomes `scale x value + min`, as
 * TensorFlow.js reads it.
 * @throws WeightsError where a file is missing or not the one that the manifest names.
 */
export async function readTensors(model: string): Promise<Map<string, Tensor>> {
  const { data, specs } = await readWeights(model);
  let at = 0;
  return new Map(
    (specs as Spec[]).map(({ name, shape, quantization }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const bytes = length * (quantization ? 1 : 4);
      const raw = data.slice(at, at + bytes);
      at += bytes;
      const values = quantization
        ? Float32Array.from(new Uint8Array(raw), (value) => value * quantization.scale + quantization.min)
        : new Float32Array(raw);
      return [name, { shape, data: values, ...(quantization && stepsOf(shape, quantization)) }];
    }),
  );
}

/** Multiples within this are whole: scales and minima are written with fewer digits than they had. */
const WHOLE = 1e-6;

function stepsOf(shape: readonly number[], { scale, min }: Quantization): { steps?: Float64Array } {
  const zero = min / scale;
  if (shape.length !== 4 || Math.abs(zero - Math.round(zero)) > WHOLE * Math.abs(zero)) return {};
  // A depthwise filter has its channels where another has those it reads.
  const channels = shape[3] === 1 ? shape[2]! : shape[3]!;
  return { steps: new Float64Array(channels).fill(scale) };
}
