import type { Tensor } from '../readTensors.ts';

/** Filters with each output channel (their last axis; of depthwise ones the channels) times its factor. */
export function scaleChannels({ shape, data, steps }: Tensor, factors: Float32Array): Tensor {
  const channels = factors.length;
  return {
    shape,
    data: data.map((weight, at) => weight * factors[at % channels]!),
    ...(steps && { steps: steps.map((step, channel) => step * Math.abs(factors[channel]!)) }),
  };
}

/** Filters for inputs that are to be divided first. */
export function divide(filters: Tensor, divisor: number): Tensor {
  return scaleChannels(filters, new Float32Array(filters.shape[3]!).fill(1 / divisor));
}
