import type { GraphBuilder, Value } from '../onnx/GraphBuilder.ts';
import { CONTRIB, type Graph } from '../onnx/schema.ts';
import { floatsOf, integersOf, type Layer, tensorOf } from './Layers.ts';
import type { Bytes, Pictures } from './Pictures.ts';
import { quantizeFilters } from './quantizeFilters.ts';

/** Where a layer comes from and where it is put. */
export interface Target {
  graph: Graph;
  net: GraphBuilder;
  pictures: Pictures;
}

const operands = ({ name, parameters }: Bytes): Value[] => [name, ...parameters];

export function convolve({ graph, net, pictures }: Target, { node, output, bound }: Layer): void {
  const input = pictures.bytesOf(node.input[0]!);
  const given = pictures.parametersOf(output, bound);
  const { dims, values, steps, bias } = filtersOf(graph, node.input, input);
  const name = net.node(
    `${output}/8`,
    'QLinearConv',
    [
      ...operands(input),
      net.constant(`${node.name}/filters`, dims, values),
      net.floats(`${node.name}/steps`, [dims[0]!], steps),
      net.constant('no zero', [], Int8Array.of(0)),
      ...given.parameters,
      net.constant(`${node.name}/bias`, [dims[0]!], bias),
    ],
    { ...node.attributes, channels_last: 1 },
    CONTRIB,
  );
  pictures.setBytes(output, { name, ...given });
}

/**
 * A convolution of one place whose numbers are wanted channels last, as a product in floats: `output`. What is read as
 * a result is not rounded, and its few columns cost next to nothing.
 */
export function multiply({ graph, net, pictures }: Target, { node }: Layer, output: Value): void {
  const [value, weights, bias] = node.input as [Value, Value, Value];
  const [out, channels, ...window] = tensorOf(graph, weights).dims as [number, number, number, number];
  if (window.some((edge) => edge !== 1)) throw new RangeError(`${node.name} must have a window of 1 x 1.`);
  const rows = floatsOf(graph, weights);
  const columns = new Float32Array(rows.length);
  for (let row = 0; row < out; row++)
    for (let channel = 0; channel < channels; channel++)
      columns[channel * out + row] = rows[row * channels + channel]!;
  const product = net.node(`${node.name}/product`, 'MatMul', [
    pictures.floatsOf(value),
    net.floats(`${node.name}/columns`, [channels, out], columns),
  ]);
  net.node(output, 'Add', [product, net.floats(bias, [out], floatsOf(graph, bias))]);
}

/**
 * Sums stay in floats, which costs a fiftieth of the time and saves a tenth of the drift: what runs through a residual
 * network from sum to sum is not rounded, only what its convolutions read and give.
 */
export function add({ net, pictures }: Target, { node, output, bound }: Layer): void {
  const sum = net.node(
    `${output}/add`,
    'Add',
    node.input.map((value) => pictures.floatsOf(value)),
  );
  pictures.setFloats(output, bound === undefined ? sum : net.node(`${output}/relu`, 'Relu', [sum]));
}

export function averagePool({ net, pictures }: Target, { node, output }: Layer): void {
  const input = pictures.bytesOf(node.input[0]!);
  const given = pictures.parametersOf(output);
  const name = net.node(
    `${output}/8`,
    'QLinearAveragePool',
    [...operands(input), ...given.parameters],
    { ...node.attributes, channels_last: 1 },
    CONTRIB,
  );
  pictures.setBytes(output, { name, ...given });
}

/** Zeros behind, in the unit of what they are put behind. */
export function pad({ graph, net, pictures }: Target, { node, output }: Layer): void {
  const input = pictures.bytesOf(node.input[0]!);
  const [, , , , batch, channels, rows, columns] = integersOf(graph, node.input[1]!);
  const pads = net.integers(`${output}/pads`, [0, 0, 0, 0, batch!, rows!, columns!, channels!]);
  const name = net.node(`${output}/8`, 'Pad', [input.name, pads, input.parameters[1]]);
  pictures.setBytes(output, { ...input, name });
}

function filtersOf(graph: Graph, [, weights, bias]: Value[], { step }: Bytes) {
  const tensor = tensorOf(graph, weights!);
  const { dims } = tensor;
  return {
    dims,
    ...quantizeFilters(tensor, floatsOf(graph, weights!), floatsOf(graph, bias!), step),
  };
}
