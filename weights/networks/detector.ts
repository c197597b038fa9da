import { type Convolution, GraphBuilder, type Value } from '../onnx/GraphBuilder.ts';
import { DATA_TYPE, type Graph } from '../onnx/schema.ts';
import type { Tensor } from '../readTensors.ts';
import { divide, scaleChannels } from './scaleChannels.ts';
import { withoutConstants } from './withoutConstants.ts';

/** Pixels become (pixel - this) / this. */
const HALF = 127.5;
/** Layers of MobileNet v1 that halve the picture. */
const HALVING = [2, 4, 6, 12];
const LAYERS = 13;
/** The one whose map is the first that faces are looked for in. */
const MIDDLE = 11;
const EXTRA_LAYERS = 8;
/** TensorFlow's own for MobileNet's batch normalisation. */
const EPSILON = 0.001;
/** Of background, face and a third that was never trained, the one that face-api reads. */
const CLASSES = 3;
const FACE = 1;
/** Of a box's encoding. */
const NUMBERS = 4;

/**
 * SSD with MobileNet v1: pixels in, and for each anchor the box's encoding (y, x, height, width) and the logit of its
 * being a face. Height and width are any multiples of 32; the anchors follow from them (faces/engine/anchors.ts).
 */
export function detector(tensors: Map<string, Tensor>): Graph {
  const net = new GraphBuilder('ssd_mobilenetv1');
  const layer = (name: string, x: Value, how: Convolution) =>
    net.conv(name, x, { ...how, activation: 'relu6' });

  const [first, ...layers] = mobilenet(tensors);
  let x = layer('mobilenet/0', net.centre('pixels', [HALF, HALF, HALF]), {
    ...first!.pointwise,
    filters: divide(first!.pointwise.filters, HALF),
    stride: 2,
  });
  const maps: Value[] = [];
  layers.forEach(({ depthwise, pointwise }, at) => {
    const number = at + 1;
    const stride = HALVING.includes(number) ? 2 : 1;
    x = layer(`mobilenet/${number}/depthwise`, x, { ...depthwise!, stride, depthwise: true });
    x = layer(`mobilenet/${number}`, x, pointwise);
    if (number === MIDDLE || number === LAYERS) maps.push(x);
  });
  for (let number = 0; number < EXTRA_LAYERS; number++) {
    const halving = number % 2 === 1;
    x = layer(`extra/${number}`, x, {
      ...pointwiseOf(tensors, `Prediction/Conv2d_${number}`),
      stride: halving ? 2 : 1,
    });
    if (halving) maps.push(x);
  }

  const heads = maps.map((map, at) => {
    const predicted = net.conv(`head/${at}`, map, headOf(tensors, `Prediction/BoxPredictor_${at}`));
    const placed = net.node(`head/${at}/places`, 'Transpose', [predicted], { perm: [0, 2, 3, 1] });
    return net.node(`head/${at}/anchors`, 'Reshape', [placed, net.integers('anchors', [0, -1, NUMBERS + 1])]);
  });
  const predictions = net.node('predictions', 'Concat', heads, { axis: 1 });
  net.copyNode({
    name: 'split',
    opType: 'Split',
    input: [predictions, net.integers('parts', [NUMBERS, 1])],
    output: ['encodings', 'logits'],
    attributes: { axis: 2 },
  });
  return net.build(
    [{ name: 'pixels', elemType: DATA_TYPE.float32, shape: ['batch', 'height', 'width', 3] }],
    [
      { name: 'encodings', elemType: DATA_TYPE.float32, shape: ['batch', 'anchors', NUMBERS] },
      { name: 'logits', elemType: DATA_TYPE.float32, shape: ['batch', 'anchors', 1] },
    ],
  );
}

interface Filters {
  filters: Tensor;
  bias: Float32Array;
}

/** The layers of MobileNet: the first is one convolution, each other one a depthwise and a pointwise one. */
function mobilenet(tensors: Map<string, Tensor>): { depthwise?: Filters; pointwise: Filters }[] {
  const layers = Array.from({ length: LAYERS + 1 }, (_, number) => ({
    ...(number > 0 && { depthwise: depthwiseOf(tensors, `MobilenetV1/Conv2d_${number}`) }),
    pointwise: pointwiseOf(tensors, `MobilenetV1/Conv2d_${number}`),
  }));
  const [zeroth, next, ...rest] = layers;
  const { first, depthwise, pointwise } = withoutConstants(
    { first: zeroth!.pointwise, depthwise: next!.depthwise!, pointwise: next!.pointwise },
    1,
  );
  return [{ pointwise: first }, { depthwise, pointwise }, ...rest];
}

function pointwiseOf(tensors: Map<string, Tensor>, prefix: string): Filters {
  const of = (part: string) => tensors.get(`${prefix}_pointwise/${part}`)!;
  return { filters: of('weights'), bias: of('convolution_bn_offset').data };
}

/** With the layer's batch normalisation as part of its filters: w x gamma / sqrt(variance + epsilon). */
function depthwiseOf(tensors: Map<string, Tensor>, prefix: string): Filters {
  const of = (part: string) => tensors.get(`${prefix}_depthwise/${part}`)!;
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
    (part) => of(`BatchNorm/${part}`).data,
  );
  const factor = gamma!.map((value, channel) => value / Math.sqrt(variance![channel]! + EPSILON));
  return {
    filters: scaleChannels(of('depthwise_weights'), factor),
    bias: beta!.map((value, channel) => value - mean![channel]! * factor[channel]!),
  };
}

/** For each anchor the four numbers of its box and the logit of a face, in this order. */
function headOf(tensors: Map<string, Tensor>, prefix: string): Filters {
  const of = (part: string) => tensors.get(`${prefix}/${part}`)!;
  const boxes = of('BoxEncodingPredictor/weights');
  const classes = of('ClassPredictor/weights');
  const [height, width, channels, out] = boxes.shape as [number, number, number, number];
  const anchors = out / NUMBERS;
  const interleave = (rows: number, box: Float32Array, score: Float32Array) =>
    Float32Array.from({ length: rows * anchors * (NUMBERS + 1) }, (_, at) => {
      const number = at % (NUMBERS + 1);
      const anchor = Math.floor(at / (NUMBERS + 1));
      return number < NUMBERS ? box[anchor * NUMBERS + number]! : score[anchor * CLASSES + FACE]!;
    });
  return {
    filters: {
      shape: [height, width, channels, anchors * (NUMBERS + 1)],
      data: interleave(height * width * channels, boxes.data, classes.data),
    },
    bias: interleave(1, of('BoxEncodingPredictor/biases').data, of('ClassPredictor/biases').data),
  };
}
