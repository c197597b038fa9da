import protobuf from 'protobufjs';
import { type AttributeValue, attributes } from './attributes.ts';

/**
 * The messages of ONNX (IR version 8) that a model of these networks has, with the field numbers of ONNX's own
 * `onnx.proto3`. Fields that are not named here are not written.
 */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message Dimension { oneof value { int64 dimValue = 1; string dimParam = 2; } }
  message TensorShapeProto { repeated Dimension dim = 1; }
  message TensorType { int32 elemType = 1; TensorShapeProto shape = 2; }
  message TypeProto { TensorType tensorType = 1; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message TensorProto { repeated int64 dims = 1; int32 dataType = 2; string name = 8; bytes rawData = 9; }
  message AttributeProto {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated float floats = 7; repeated int64 ints = 8; int32 type = 20;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string name = 3; string opType = 4;
    repeated AttributeProto attribute = 5; string domain = 7;
  }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message ModelProto {
    int64 irVersion = 1; string producerName = 2; string producerVersion = 3; GraphProto graph = 7;
    repeated OperatorSetIdProto opsetImport = 8;
  }
`);

const ModelProto = root.lookupType('ModelProto');

/** TensorProto.DataType */
export const DATA_TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;

export interface TensorProto {
  dims: readonly number[];
  dataType: number;
  name: string;
  rawData: Uint8Array;
  /** Of filters whose values were kept in 8 bits: for each output channel the step that all are multiples of. */
  steps?: Float64Array;
}
export interface NodeProto {
  input: string[];
  output: string[];
  name: string;
  opType: string;
  /** Absent: ONNX's own operators. */
  domain?: typeof CONTRIB;
  attributes: Record<string, AttributeValue>;
}
export interface ValueInfo {
  name: string;
  elemType: number;
  /** A string is a dimension that is known only at run time. */
  shape: readonly (number | string)[];
}
export interface Graph {
  name: string;
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfo[];
  output: ValueInfo[];
}

/** ONNX Runtime's own operators (its docs/ContribOperators.md). */
export const CONTRIB = 'com.microsoft';

const OPSET = 17;
const CONTRIB_VERSION = 1;
const IR_VERSION = 8;

/** The bytes of a model file; the same graph always gives the same bytes. */
export function encodeModel({ name, node, initializer, input, output }: Graph): Uint8Array {
  const usesContrib = node.some(({ domain }) => domain === CONTRIB);
  const model = {
    irVersion: IR_VERSION,
    producerName: 'face-inbox',
    graph: {
      name,
      node: node.map(({ attributes: values, ...rest }) => ({ ...rest, attribute: attributes(values) })),
      initializer,
      input: input.map(valueInfo),
      output: output.map(valueInfo),
    },
    opsetImport: [
      { domain: '', version: OPSET },
      ...(usesContrib ? [{ domain: CONTRIB, version: CONTRIB_VERSION }] : []),
    ],
  };
  return ModelProto.encode(ModelProto.fromObject(model)).finish();
}

function valueInfo({ name, elemType, shape }: ValueInfo) {
  const dim = shape.map((d) => (typeof d === 'string' ? { dimParam: d } : { dimValue: d }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
