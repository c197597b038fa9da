import type { Tensor } from '../readTensors.ts';

/** Filters as TensorFlow has them: height, width, in, out; of a depthwise layer height, width, channels, 1. */
interface Layer {
  filters: Tensor;
  bias: Float32Array;
}
interface Layers {
  first: Layer;
  depthwise: Layer;
  pointwise: Layer;
}

/** ReLU6 */
const CEILING = 6;
/** What ONNX Runtime's blocked convolutions want the number of channels to be a multiple of. */
const MULTIPLE = 4;

/**
 * The same three layers, each but the last with a ReLU6 behind it, without the channels of which the depthwise one can
 * give nothing but a constant, whatever the pixels: that goes into the last one's bias. Of MobileNet's first 32 channels
 * 14 are so.
 * @param reach the largest absolute value of the first layer's input
 */
export function withoutConstants({ first, depthwise, pointwise }: Layers, reach: number): Layers {
  const channels = first.bias.length;
  const before = boundsOf(first, () => [-reach, reach]);
  // Beyond the edge there are zeros.
  const after = boundsOf(depthwise, (channel) => [Math.min(0, before[channel]![0]), before[channel]![1]]);
  const constants = new Set(after.flatMap(([low, high], channel) => (low === high ? [channel] : [])));
  for (const channel of constants)
    if ((channels - constants.size) % MULTIPLE !== 0) constants.delete(channel);
  const kept = Array.from({ length: channels }, (_, channel) => channel).filter((one) => !constants.has(one));
  const out = pointwise.bias.length;
  const bias = pointwise.bias.slice();
  for (const channel of constants)
    for (let to = 0; to < out; to++)
      bias[to]! += pointwise.filters.data[channel * out + to]! * after[channel]![0];
  return {
    first: { filters: pick(first.filters, 3, kept), bias: first.bias.filter((_, at) => kept.includes(at)) },
    depthwise: {
      filters: pick(depthwise.filters, 2, kept),
      bias: depthwise.bias.filter((_, at) => kept.includes(at)),
    },
    pointwise: { filters: pick(pointwise.filters, 2, kept), bias },
  };
}

/** The least and the largest value of each output channel behind the ReLU6, by those of its inputs. */
function boundsOf({ filters: { data }, bias }: Layer, inputOf: (channel: number) => [number, number]) {
  return Array.from(bias, (offset, channel): [number, number] => {
    let low = offset;
    let high = offset;
    const [from, to] = inputOf(channel);
    for (let at = channel; at < data.length; at += bias.length) {
      const ends = [data[at]! * from, data[at]! * to];
      low += Math.min(...ends);
      high += Math.max(...ends);
    }
    return [clip(low), clip(high)];
  });
}

const clip = (value: number) => Math.min(CEILING, Math.max(0, value));

/** Only these of the channels along an axis. */
function pick({ shape, data, steps }: Tensor, axis: 2 | 3, kept: number[]): Tensor {
  const inner = axis === 2 ? shape[3]! : 1;
  const length = shape[axis]!;
  const isKept = (at: number) => kept.includes(Math.floor(at / inner) % length);
  const ofOutputs = axis === 3 || shape[3] === 1;
  return {
    shape: shape.map((size, index) => (index === axis ? kept.length : size)),
    data: data.filter((_, at) => isKept(at)),
    ...(steps && { steps: ofOutputs ? steps.filter((_, at) => kept.includes(at)) : steps }),
  };
}
