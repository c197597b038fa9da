import type { Value } from '../onnx/GraphBuilder.ts';
import type { Graph, NodeProto, TensorProto } from '../onnx/schema.ts';

/** Part of a graph in 8 bits: from one node to another, both among them, in the order of the graph. */
export interface Span {
  first: string;
  last: string;
}

/** A node that is done in 8 bits. `output` is what it gives once the activation behind it is done too. */
export interface Layer {
  node: NodeProto;
  output: Value;
  /** The largest value that its activation lets pass, if there is an activation. */
  bound?: number;
}

/** Operators that ONNX Runtime has for 8-bit pictures with channels last. */
const OPERATORS = ['Conv', 'Add', 'AveragePool', 'Pad'];

/**
 * The nodes of the span that can be done in 8 bits, by name. A ReLU is no node of its own there: that the output is
 * unsigned, and ends at the bound, is the activation.
 */
export function layersOf(graph: Graph, { first, last }: Span): Map<string, Layer> {
  const at = (name: string) => {
    const index = graph.node.findIndex((node) => node.name === name);
    if (index < 0)
      throw new RangeError(`${graph.name} has no node ${name}. The span to quantize must name two.`);
    return index;
  };
  const span = graph.node.slice(at(first), at(last) + 1);
  return new Map(
    span
      .filter(({ opType }) => OPERATORS.includes(opType))
      .map((node) => [node.name, { node, output: node.output[0]!, ...activationOf(graph, node) }]),
  );
}

function activationOf(graph: Graph, node: NodeProto): { output: Value; bound: number } | undefined {
  const users = usersOf(graph, node.output[0]!);
  const [user] = users;
  if (users.length !== 1 || !user || (user.opType !== 'Relu' && user.opType !== 'Clip')) return undefined;
  const bound = user.opType === 'Relu' ? Number.POSITIVE_INFINITY : floatsOf(graph, user.input[2]!)[0]!;
  return { output: user.output[0]!, bound };
}

export function usersOf(graph: Graph, value: Value): NodeProto[] {
  return graph.node.filter(({ input }) => input.includes(value));
}

export function tensorOf(graph: Graph, name: string): TensorProto {
  const tensor = graph.initializer.find((one) => one.name === name);
  if (!tensor) throw new RangeError(`${graph.name} has no tensor ${name}.`);
  return tensor;
}

export function floatsOf(graph: Graph, name: string): Float32Array {
  return new Float32Array(tensorOf(graph, name).rawData.slice().buffer);
}

export function integersOf(graph: Graph, name: string): number[] {
  return Array.from(new BigInt64Array(tensorOf(graph, name).rawData.slice().buffer), Number);
}

/** All pictures that these layers read or give. */
export function valuesOf(layers: Map<string, Layer>): Set<Value> {
  const values = new Set<Value>();
  for (const { node, output } of layers.values()) {
    for (const value of node.opType === 'Add' ? node.input : node.input.slice(0, 1)) values.add(value);
    values.add(output);
  }
  return values;
}
