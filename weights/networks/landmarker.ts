import { GraphBuilder, type Value } from '../onnx/GraphBuilder.ts';
import { DATA_TYPE, type Graph } from '../onnx/schema.ts';
import type { Tensor } from '../readTensors.ts';
import { divide } from './scaleChannels.ts';

/** Mean red, green and blue that face-api subtracts for landmarks and descriptors. */
export const MEAN = [122.782, 117.001, 104.298] as const;

/** face-api's 68 landmarks: pixels, batch x 112 x 112 x RGB, in; x and y of each point, as shares of the square, out. */
export function landmarker(tensors: Map<string, Tensor>): Graph {
  const net = new GraphBuilder('face_landmark_68');
  const of = (name: string) => tensors.get(name)!;

  /** Four layers, each of which sees the sum of all before it. */
  const dense = (block: number, x: Value): Value => {
    const name = `dense${block}`;
    const separable = (
      layer: number,
      from: Value,
      stride: 1 | 2 = 1,
      activation: 'relu' | 'none' = 'none',
    ) => {
      const depthwise = net.conv(`${name}/${layer}/depthwise`, from, {
        filters: of(`${name}/conv${layer}/depthwise_filter`),
        bias: new Float32Array(of(`${name}/conv${layer}/depthwise_filter`).shape[2]!),
        stride,
        depthwise: true,
      });
      return net.conv(`${name}/${layer}`, depthwise, {
        filters: of(`${name}/conv${layer}/pointwise_filter`),
        bias: of(`${name}/conv${layer}/bias`).data,
        activation,
      });
    };
    let sum =
      block === 0
        ? net.conv(`${name}/0`, x, {
            filters: divide(of(`${name}/conv0/filters`), 255),
            bias: of(`${name}/conv0/bias`).data,
            stride: 2,
            activation: 'relu',
          })
        : separable(0, x, 2, 'relu');
    let seen = sum;
    for (let layer = 1; layer < 4; layer++) {
      const out = separable(layer, seen);
      // What is summed is what came before the ReLU; the ReLU is of the sum alone.
      sum = net.node(`${name}/${layer}/sum`, 'Add', [sum, out]);
      seen = net.node(`${name}/${layer}/relu`, 'Relu', [sum]);
    }
    return seen;
  };

  let x = net.centre('pixels', MEAN);
  for (let block = 0; block < 4; block++) x = dense(block, x);
  const pooled = net.node('pooled', 'GlobalAveragePool', [x]);
  const flat = net.node('flat', 'Flatten', [pooled]);
  const { shape, data } = of('fc/weights');
  net.node('points', 'Gemm', [
    flat,
    net.floats('fc/weights', shape, data),
    net.floats('fc/bias', [shape[1]!], of('fc/bias').data),
  ]);
  return net.build(
    [{ name: 'pixels', elemType: DATA_TYPE.float32, shape: ['batch', 112, 112, 3] }],
    [{ name: 'points', elemType: DATA_TYPE.float32, shape: ['batch', shape[1]!] }],
  );
}
