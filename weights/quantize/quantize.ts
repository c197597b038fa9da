import { GraphBuilder, type Value } from '../onnx/GraphBuilder.ts';
import type { Graph } from '../onnx/schema.ts';
import { type Layer, layersOf, type Span, tensorOf, usersOf } from './Layers.ts';
import { add, averagePool, convolve, multiply, pad, type Target } from './operators.ts';
import { Pictures, type Ranges } from './Pictures.ts';

/**
 * The graph with the layers of `span` in 8 bits: activations without sign and one step a tensor, filters with sign and
 * one step an output channel. They are ONNX Runtime's own operators with channels last, which is what it would make of
 * QuantizeLinear and DequantizeLinear at each start.
 * @throws RangeError where the span names no node, or `ranges` lacks a tensor.
 */
export function quantize(graph: Graph, span: Span, ranges: Ranges): Graph {
  const net = new GraphBuilder(graph.name);
  const pictures = new Pictures(net, ranges);
  const layers = layersOf(graph, span);
  const done = new Set<Value>();
  for (const node of graph.node) {
    if (done.has(node.output[0]!)) continue;
    const layer = layers.get(node.name);
    if (layer) done.add(emit({ graph, net, pictures }, layer));
    else {
      for (const value of node.input) {
        if (graph.initializer.some(({ name }) => name === value)) net.copyTensor(tensorOf(graph, value));
        else pictures.name(value);
      }
      net.copyNode(node);
    }
  }
  return net.build(graph.input, graph.output);
}

/** Puts the layer down; gives the tensor that is there with it, so that no other node has to make it. */
function emit(target: Target, layer: Layer): Value {
  const { opType } = layer.node;
  const [user, ...others] = usersOf(target.graph, layer.output);
  // A head's numbers are wanted channels last and are not quantized again.
  if (opType === 'Conv' && user?.opType === 'Transpose' && others.length === 0) {
    multiply(target, layer, user.output[0]!);
    return user.output[0]!;
  }
  if (opType === 'Conv') convolve(target, layer);
  else if (opType === 'Add') add(target, layer);
  else if (opType === 'Pad') pad(target, layer);
  else averagePool(target, layer);
  return layer.output;
}
