import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { InferenceSession } from 'onnxruntime-node';
import type { Square } from '../../Picture.ts';
import { EngineError } from '../EngineError.ts';
import { inBatches } from '../inBatches.ts';
import { checkModel } from './checkModel.ts';
import { modelInput, shapeOf } from './modelInput.ts';
import type { OnnxRecogniser } from './OnnxRecogniser.ts';
import type { Runtime } from './openRuntime.ts';
import { type RecogniserManifest, readManifest } from './recogniserManifest.ts';
import { split } from './rows.ts';

/**
 * The recogniser that a manifest describes. With cosine its descriptors have length 1, so that the Euclidean distance
 * of two is sqrt(2 - 2 cos).
 * @throws SettingError where there is no such manifest; EngineError where it, or the model, is not right.
 */
export async function ownRecogniser(runtime: Runtime, file: string): Promise<OnnxRecogniser> {
  const manifest = await readManifest(file);
  await checkFile(manifest);
  const session = await runtime.open(manifest.model).catch((cause: Error) => {
    throw new EngineError(
      `The model ${manifest.model} of the manifest ${file} cannot be opened (${cause.message}). ` +
        'It must be an ONNX model of operators that ONNX Runtime knows. Export it again.',
      { cause },
    );
  });
  const atOnce = checkModel(session, manifest) === 'one' ? 1 : undefined;
  await tryRun(runtime, session, manifest, atOnce ?? 2);
  const { name, licence, recogniser, distance } = manifest;
  return {
    name: `${name} (${licence})`,
    recogniser,
    async describe(squares) {
      const descriptors = await inBatches(squares, (some) => run(runtime, session, manifest, some), atOnce);
      return descriptors.map((numbers) => (distance === 'cosine' ? unit : finite)(numbers, manifest));
    },
  };
}

async function checkFile({ file, model, sha256 }: RecogniserManifest): Promise<void> {
  const read = sha256 === undefined ? access(model, constants.R_OK).then(() => sha256) : hashOf(model);
  const found = await read.catch((cause: NodeJS.ErrnoException) => {
    throw new EngineError(
      `The model ${model} cannot be read (${cause.code}), but the manifest ${file} names it. ` +
        'Put the file there; its path is relative to the manifest.',
      { cause },
    );
  });
  if (found !== sha256)
    throw new EngineError(
      `The model ${model} has SHA-256 ${found}, but the manifest ${file} says ${sha256}. ` +
        'Bring the right file, or correct the manifest; another model needs another "space" too.',
    );
}

/** A model can have hundreds of megabytes. */
async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function run(
  runtime: Runtime,
  session: InferenceSession,
  { input }: RecogniserManifest,
  squares: Square[],
): Promise<Float32Array[]> {
  const output = await runtime.run(session, modelInput(input, squares), shapeOf(input, squares.length));
  return split(output[session.outputNames[0]!]!.data as Float32Array, squares.length);
}

/** What the model says of its shapes need not be all, nor be so: once it is run before any photo comes. */
async function tryRun(
  runtime: Runtime,
  session: InferenceSession,
  manifest: RecogniserManifest,
  count: number,
) {
  const { file, model, input, recogniser } = manifest;
  const { size } = input;
  const grey = { size, rgb: new Float32Array(size * size * 3).fill(128) };
  const shape = shapeOf(input, count).join(' x ');
  const rows = await run(runtime, session, manifest, Array(count).fill(grey)).catch((cause: Error) => {
    throw new EngineError(
      `The model ${model} fails on an input of ${shape} (${cause.message}), as the manifest ${file} and the model ` +
        'itself say it is. Correct input.size and input.layout, or export the model with a batch that is free or 1.',
      { cause },
    );
  });
  const length = rows[0]!.length;
  if (length !== recogniser.dimensions)
    throw new EngineError(
      `The model ${model} gives ${length} numbers a face, but the manifest ${file} says "dimensions" is ` +
        `${recogniser.dimensions}. Make both say the same.`,
    );
}

/** Of length 1. */
function unit(numbers: Float32Array, manifest: RecogniserManifest): Float32Array {
  const length = Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
  if (length > 0 && Number.isFinite(length)) return numbers.map((value) => value / length);
  throw useless(manifest, length === 0 ? 'zeros alone, which have no direction' : 'no finite numbers');
}

function finite(numbers: Float32Array, manifest: RecogniserManifest): Float32Array {
  if (numbers.every(Number.isFinite)) return numbers;
  throw useless(manifest, 'no finite numbers');
}

const useless = ({ name, file, model }: RecogniserManifest, what: string) =>
  new EngineError(
    `The recogniser ${name} gave a face ${what}: nobody can be compared by that. Correct "input" in the manifest ` +
      `${file}, or the model ${model}.`,
  );
