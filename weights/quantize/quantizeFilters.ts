import type { TensorProto } from '../onnx/schema.ts';
import { quantizeRow, roundRow } from './quantizeRow.ts';

/** Filters in 8 bits in the order they came in, a step for each output channel, and the bias in their products' unit. */
export interface QuantizedFilters {
  values: Int8Array;
  steps: Float32Array;
  bias: Int32Array;
}

/** Sums of 32 bits have to hold the bias and all products. */
const LARGEST_BIAS = 2 ** 29;

/**
 * Filters as ONNX has them (out, in, height, width) for inputs in multiples of `inputStep`. Where a channel's weights
 * are next to nothing, its step is what the bias needs.
 */
export function quantizeFilters(
  { dims, steps: ownSteps }: TensorProto,
  weights: Float32Array,
  bias: Float32Array,
  inputStep: number,
): QuantizedFilters {
  const [out, channels, height, width] = dims as [number, number, number, number];
  const places = height * width;
  // One input channel an output channel: MLAS has a kernel for these that adds in 32 bits.
  const kind = channels > 1 ? 'products' : 'window';
  const row = new Float64Array(channels * places);
  const quantized = {
    values: new Int8Array(weights.length),
    steps: new Float32Array(out),
    bias: new Int32Array(out),
  };
  for (let channel = 0; channel < out; channel++) {
    const start = channel * row.length;
    // ONNX has the place last, the product the input channel.
    const index = (at: number) => start + (at % channels) * places + Math.floor(at / channels);
    for (let at = 0; at < row.length; at++) row[at] = weights[index(at)]!;
    let { step, values } = quantizeRow(row, kind, ownSteps?.[channel]);
    const least = Math.abs(bias[channel]!) / (inputStep * LARGEST_BIAS);
    if (step < least) [step, values] = [least, roundRow(row, least, kind)];
    quantized.steps[channel] = step;
    quantized.bias[channel] = Math.round(bias[channel]! / (inputStep * Math.fround(step)));
    for (let at = 0; at < row.length; at++) quantized.values[index(at)] = values[at]!;
  }
  return quantized;
}
