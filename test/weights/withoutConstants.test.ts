import test from 'ava';
import ort from 'onnxruntime-node';
import { withoutConstants } from '../../weights/networks/withoutConstants.ts';
import { GraphBuilder } from '../../weights/onnx/GraphBuilder.ts';
import { DATA_TYPE, encodeModel } from '../../weights/onnx/schema.ts';
import { randoms } from './support/randoms.ts';

type Layers = Parameters<typeof withoutConstants>[0];

const random = randoms(3);
const floats = (length: number) => Float32Array.from({ length }, () => random() - 0.5);

/** 16 channels, of which those of `dead` see nothing, so that behind the depthwise layer they are their bias. */
function layers(dead: number[]): Layers {
  const first = { filters: { shape: [3, 3, 3, 16], data: floats(432) }, bias: floats(16) };
  const depthwise = { filters: { shape: [3, 3, 16, 1], data: floats(144) }, bias: floats(16) };
  const pointwise = { filters: { shape: [1, 1, 16, 8], data: floats(128) }, bias: floats(8) };
  for (const channel of dead) {
    for (let at = channel; at < 432; at += 16) first.filters.data[at] = 0;
    first.bias[channel] = -1;
    depthwise.bias[channel] = channel / 4;
  }
  return { first, depthwise, pointwise };
}

test('Channels that can only be constant are left out, and the result is the same to the edge', async (t) => {
  const whole = layers([1, 3, 4, 7]);
  const reduced = withoutConstants(whole, 1);
  t.deepEqual(reduced.first.filters.shape, [3, 3, 3, 12]);
  t.deepEqual(reduced.depthwise.filters.shape, [3, 3, 12, 1]);
  t.deepEqual(reduced.pointwise.filters.shape, [1, 1, 12, 8]);
  const pixels = Float32Array.from({ length: 3 * 12 * 12 }, () => random() * 2 - 1);
  const [before, after] = [await run(whole, pixels), await run(reduced, pixels)];
  t.is(before.length, 8 * 6 * 6);
  before.forEach((value, at) => {
    t.true(Math.abs(value - after[at]!) < 1e-5);
  });
});

test('As many channels are kept as make a multiple of four', (t) => {
  t.is(withoutConstants(layers([0, 2, 5]), 1).first.bias.length, 16);
  t.is(withoutConstants(layers([0, 2, 5, 6, 9]), 1).first.bias.length, 12);
});

test('A channel that some pixels can wake is kept', (t) => {
  const awake = layers([1, 3, 4, 7]);
  // Beyond what three by three by three pixels can add up to, but for one weight.
  awake.first.filters.data[7] = 1.1;
  t.is(withoutConstants(awake, 1).first.bias.length, 16);
});

async function run({ first, depthwise, pointwise }: Layers, pixels: Float32Array): Promise<Float32Array> {
  const net = new GraphBuilder('three layers');
  const a = net.conv('a', 'x', { ...first, stride: 2, activation: 'relu6' });
  const b = net.conv('b', a, { ...depthwise, depthwise: true, activation: 'relu6' });
  const c = net.conv('c', b, pointwise);
  const graph = net.build(
    [{ name: 'x', elemType: DATA_TYPE.float32, shape: [1, 3, 12, 12] }],
    [{ name: c, elemType: DATA_TYPE.float32, shape: [1, 8, 6, 6] }],
  );
  const session = await ort.InferenceSession.create(encodeModel(graph));
  const output = await session.run({ x: new ort.Tensor('float32', pixels, [1, 3, 12, 12]) });
  return output[c]!.data as Float32Array;
}
