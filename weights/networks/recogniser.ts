import { GraphBuilder, type Value } from '../onnx/GraphBuilder.ts';
import { DATA_TYPE, type Graph } from '../onnx/schema.ts';
import type { Tensor } from '../readTensors.ts';
import { MEAN } from './landmarker.ts';
import { divide, scaleChannels } from './scaleChannels.ts';

/** The residual blocks in order: a name that ends in `down` halves the picture and doubles the channels. */
const BLOCKS = [
  ...['conv32_1', 'conv32_2', 'conv32_3', 'conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2', 'conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out'],
];
const SIZE = 150;

/** dlib's ResNet as face-api ships it: pixels, batch x 150 x 150 x RGB, in; a descriptor of 128 numbers each out. */
export function recogniser(tensors: Map<string, Tensor>): Graph {
  const net = new GraphBuilder('face_recognition');
  const conv = (
    name: string,
    x: Value,
    how: { stride?: 1 | 2; padding?: 'same' | 'valid'; activation?: 'relu' },
  ) => net.conv(name, x, { ...foldScale(tensors, name), ...how });

  let size = valid(SIZE, 7);
  const { filters, bias } = foldScale(tensors, 'conv32_down');
  let x = net.centre('pixels', MEAN);
  x = net.conv('conv32_down', x, {
    filters: divide(filters, 255),
    bias,
    stride: 2,
    padding: 'valid',
    activation: 'relu',
  });
  x = net.node('pool', 'MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2] });
  size = valid(size, 3);
  let channels = 32;
  for (const block of BLOCKS) {
    const down = /down/.test(block);
    const first = conv(
      `${block}/conv1`,
      x,
      down ? { stride: 2, padding: 'valid', activation: 'relu' } : { activation: 'relu' },
    );
    const second = conv(`${block}/conv2`, first, {});
    if (!down) {
      x = net.add(block, [x, second], 'relu');
      continue;
    }
    const convolved = valid(size, 3);
    const pooled = Math.floor(size / 2);
    const out = tensors.get(`${block}/conv2/conv/filters`)!.shape[3]!;
    const short = net.node(`${block}/pool`, 'AveragePool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
    // The shortcut has fewer channels and can be a row and a column larger: zeros fill the other up.
    const shortcut = pad(net, `${block}/channels`, short, out - channels, 0);
    const main = pad(net, `${block}/edge`, second, 0, pooled - convolved);
    x = net.add(block, [shortcut, main], 'relu');
    size = pooled;
    channels = out;
  }
  const mean = net.node('mean/places', 'GlobalAveragePool', [x]);
  const flat = net.node('flat', 'Flatten', [mean]);
  const { shape, data } = tensors.get('fc')!;
  net.node('descriptors', 'MatMul', [flat, net.floats('fc', shape, data)]);
  return net.build(
    [{ name: 'pixels', elemType: DATA_TYPE.float32, shape: ['batch', SIZE, SIZE, 3] }],
    [{ name: 'descriptors', elemType: DATA_TYPE.float32, shape: ['batch', shape[1]!] }],
  );
}

/** Edge after a window that moves by two and never leaves the picture. */
function valid(size: number, window: number): number {
  return Math.floor((size - window) / 2) + 1;
}

/** A layer's scale and offset as part of its filters and bias. */
function foldScale(tensors: Map<string, Tensor>, name: string) {
  const of = (part: string) => tensors.get(`${name}/${part}`)!;
  const [scale, offset] = [of('scale/weights').data, of('scale/biases').data];
  return {
    filters: scaleChannels(of('conv/filters'), scale),
    bias: of('conv/bias').data.map((bias, channel) => bias * scale[channel]! + offset[channel]!),
  };
}

/** Zeros behind: so many channels, rows and columns. */
function pad(net: GraphBuilder, name: string, x: Value, channels: number, edge: number): Value {
  if (channels === 0 && edge === 0) return x;
  const pads = net.integers(`${name}/pads`, [0, 0, 0, 0, 0, channels, edge, edge]);
  return net.node(name, 'Pad', [x, pads]);
}
