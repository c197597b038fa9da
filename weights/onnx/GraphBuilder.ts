import type { Tensor } from '../readTensors.ts';
import type { AttributeValue } from './attributes.ts';
import {
  type CONTRIB,
  DATA_TYPE,
  type Graph,
  type NodeProto,
  type TensorProto,
  type ValueInfo,
} from './schema.ts';

/** Name of a tensor in the graph. */
export type Value = string;

type Activation = 'relu' | 'relu6' | 'none';

export interface Convolution {
  /** As TensorFlow has it: height, width, in, out; of a depthwise one height, width, channels, 1. */
  filters: Tensor;
  bias: Float32Array;
  stride?: 1 | 2;
  padding?: 'same' | 'valid';
  depthwise?: boolean;
  activation?: Activation;
}

type Constant = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;

/** Writes down a network node by node; images are batch first and channels second (NCHW) unless said otherwise. */
export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: NodeProto[] = [];
  readonly #initializers = new Map<string, TensorProto>();

  constructor(name: string) {
    this.#name = name;
  }

  /** One node with one output, which is named as the node. */
  node(
    name: string,
    opType: string,
    input: Value[],
    attributes: Record<string, AttributeValue> = {},
    domain?: typeof CONTRIB,
  ): Value {
    this.copyNode({ name, opType, input, output: [name], attributes, ...(domain && { domain }) });
    return name;
  }

  /** A node as another graph has it. */
  copyNode(node: NodeProto): void {
    this.#nodes.push(node);
  }

  /** A tensor that is part of the model; one that has been put under this name already stays. */
  constant(name: string, dims: readonly number[], values: Constant, steps?: Float64Array): Value {
    const { buffer, byteOffset, byteLength } = values;
    const rawData = new Uint8Array(buffer, byteOffset, byteLength);
    this.copyTensor({ name, dims, dataType: dataTypeOf(values), rawData, ...(steps && { steps }) });
    return name;
  }

  /** A tensor as another graph has it. */
  copyTensor(tensor: TensorProto): void {
    if (!this.#initializers.has(tensor.name)) this.#initializers.set(tensor.name, tensor);
  }

  floats(name: string, dims: readonly number[], values: Float32Array | readonly number[]): Value {
    return this.constant(name, dims, Float32Array.from(values));
  }

  integers(name: string, values: readonly number[]): Value {
    return this.constant(name, [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  conv(name: string, x: Value, { filters, bias, ...how }: Convolution): Value {
    const { stride = 1, padding = 'same', depthwise = false, activation = 'none' } = how;
    const { shape, data, steps } = channelsFirst(filters, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]);
    const out = shape[0]!;
    const convolved = this.node(
      activation === 'none' ? name : `${name}/conv`,
      'Conv',
      [
        x,
        this.constant(`${name}/weights`, shape, data, steps),
        this.constant(`${name}/bias`, [out], Float32Array.from(bias)),
      ],
      {
        strides: [stride, stride],
        kernel_shape: shape.slice(2),
        group: depthwise ? out : 1,
        // TensorFlow's "same" puts the odd row and column behind.
        auto_pad: padding === 'same' ? 'SAME_UPPER' : 'VALID',
      },
    );
    return this.#activate(name, convolved, activation);
  }

  add(name: string, values: [Value, Value], activation: Activation = 'none'): Value {
    const sum = this.node(activation === 'none' ? name : `${name}/sum`, 'Add', values);
    return this.#activate(name, sum, activation);
  }

  #activate(name: string, x: Value, activation: Activation): Value {
    if (activation === 'none') return x;
    if (activation === 'relu') return this.node(name, 'Relu', [x]);
    const bounds = [0, 6].map((bound) => this.floats(`${name}/${bound}`, [], [bound]));
    return this.node(name, 'Clip', [x, ...bounds]);
  }

  /** Pixels, batch x height x width x RGB from 0 to 255, as pixel - mean with channels second. */
  centre(pixels: Value, mean: readonly number[]): Value {
    const planes = this.node('planes', 'Transpose', [pixels], { perm: [0, 3, 1, 2] });
    return this.node('centred', 'Sub', [planes, this.floats('mean', [1, 3, 1, 1], mean)]);
  }

  build(input: ValueInfo[], output: ValueInfo[]): Graph {
    return {
      name: this.#name,
      node: this.#nodes,
      initializer: [...this.#initializers.values()],
      input,
      output,
    };
  }
}

function dataTypeOf(values: Constant): number {
  if (values instanceof Float32Array) return DATA_TYPE.float32;
  if (values instanceof Uint8Array) return DATA_TYPE.uint8;
  if (values instanceof Int8Array) return DATA_TYPE.int8;
  return values instanceof Int32Array ? DATA_TYPE.int32 : DATA_TYPE.int64;
}

/** Filters in ONNX's order: `order` says which of TensorFlow's axes comes where. */
function channelsFirst({ shape, data, steps }: Tensor, order: [number, number, number, number]): Tensor {
  const strides = [shape[1]! * shape[2]! * shape[3]!, shape[2]! * shape[3]!, shape[3]!, 1];
  const [a, b, c, d] = order.map((axis) => shape[axis]!);
  const [p, q, r, s] = order.map((axis) => strides[axis]!);
  const to = new Float32Array(data.length);
  let at = 0;
  for (let i = 0; i < a!; i++)
    for (let j = 0; j < b!; j++)
      for (let k = 0; k < c!; k++)
        for (let l = 0; l < d!; l++) to[at++] = data[i * p! + j * q! + k * r! + l * s!]!;
  return { shape: [a!, b!, c!, d!], data: to, steps };
}
