/**
 * Runs a model and writes its outputs, one behind the other, as floats: `node runModel.mjs MODEL PIXELS SIZE OUTPUT`.
 * Plain JavaScript with nothing but ONNX Runtime, so that it starts soon on an emulated processor.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

const [model, input, edge, output] = process.argv.slice(2);
const size = Number(edge);
const bytes = readFileSync(input);
const pixels = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const shape = [pixels.length / (3 * size * size), size, size, 3];
const results = await session.run({ pixels: new ort.Tensor('float32', pixels, shape) });
const parts = session.outputNames.map((name) => results[name].data);
writeFileSync(
  output,
  Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength))),
);
