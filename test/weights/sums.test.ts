import test from 'ava';
import ort from 'onnxruntime-node';
import { graphOf } from '../../weights/convert.ts';
import { GraphBuilder } from '../../weights/onnx/GraphBuilder.ts';
import { CONTRIB, DATA_TYPE, encodeModel } from '../../weights/onnx/schema.ts';
import { PLAN } from '../../weights/quantize/plan.ts';
import { quantize } from '../../weights/quantize/quantize.ts';
import { LARGEST_PAIR } from '../../weights/quantize/quantizeRow.ts';
import calibration from '../../weights/ranges.json' with { type: 'json' };

for (const network of ['ssd_mobilenetv1', 'face_recognition'] as const)
  test(`${network}: no filter can make two neighbouring products saturate`, async (t) => {
    const graph = quantize(await graphOf(network), PLAN[network]!, calibration.ranges[network] as never);
    const layers = graph.node.filter(
      ({ opType, attributes }) => opType === 'QLinearConv' && attributes.group === 1,
    );
    t.true(layers.length > 15);
    for (const { name, input } of layers) {
      const { dims, rawData } = graph.initializer.find((one) => one.name === input[3])!;
      const values = new Int8Array(rawData.buffer, rawData.byteOffset, rawData.length);
      const [out, channels, height, width] = dims as [number, number, number, number];
      const places = height * width;
      const weight = (row: number, at: number) =>
        values[(row * channels + (at % channels)) * places + Math.floor(at / channels)] ?? 0;
      let worst = 0;
      for (let row = 0; row < out; row++)
        for (let at = 0; at < channels * places; at += 2) {
          const pair = [weight(row, at), weight(row, at + 1)];
          const positive = Math.max(pair[0]!, 0) + Math.max(pair[1]!, 0);
          const negative = -Math.min(pair[0]!, 0) - Math.min(pair[1]!, 0);
          worst = Math.max(worst, positive, negative);
        }
      t.true(worst <= LARGEST_PAIR, `${name}: ${worst}`);
      t.true(worst > 0);
    }
  });

test('Sums at the very limit come out whole on this processor', async (t) => {
  const pairs = [
    [127, 1],
    [64, 64],
    [1, 127],
    [-64, -64],
  ];
  const channels = 64;
  const out = 16;
  const weights = Int8Array.from({ length: out * channels }, (_, at) => {
    const row = Math.floor(at / channels);
    // A row ends in what brings its sum back among the numbers of 8 bits.
    if (at % channels >= channels / 2) return 0;
    return pairs[row % pairs.length]![at % 2]!;
  });
  const net = new GraphBuilder('sums');
  const one = net.floats('one', [], [1]);
  const none = net.constant('none', [], Uint8Array.of(0));
  const sums = Array.from({ length: out }, (_, row) =>
    weights.slice(row * channels, (row + 1) * channels).reduce((sum, weight) => sum + 255 * weight, 0),
  );
  net.node(
    'y',
    'QLinearConv',
    [
      'x',
      one,
      none,
      net.constant('w', [out, channels, 1, 1], weights),
      net.floats('steps', [out], new Float32Array(out).fill(1)),
      net.constant('no zero', [], Int8Array.of(0)),
      one,
      none,
      // Leaves 0 to 15 of each sum, a different number for each row.
      net.constant(
        'bias',
        [out],
        Int32Array.from(sums, (sum, row) => row - sum),
      ),
    ],
    { kernel_shape: [1, 1], strides: [1, 1], group: 1, channels_last: 1 },
    CONTRIB,
  );
  const shape = [1, 4, 4, channels];
  const model = net.build(
    [{ name: 'x', elemType: DATA_TYPE.uint8, shape }],
    [{ name: 'y', elemType: DATA_TYPE.uint8, shape: [1, 4, 4, out] }],
  );
  const session = await ort.InferenceSession.create(encodeModel(model));
  const x = new ort.Tensor('uint8', new Uint8Array(16 * channels).fill(255), shape);
  const { y } = await session.run({ x });
  t.deepEqual([...(y!.data as Uint8Array)].slice(0, out), [...Array(out).keys()]);
});
