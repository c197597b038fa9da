import { InvalidArgumentError } from 'commander';

/** An engine as the settings name it. */
export interface Contestant {
  name: string;
  environment: Record<string, string>;
}

/** TensorFlow takes its threads from the environment: those inside an operation, between them, and of oneDNN. */
const TENSORFLOW_ON_ONE_THREAD = {
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
};

/** What face-api does and no more: one look at the picture, and its own crop of each face. */
const AS_FACE_API = {
  ALIGNMENT: 'face-api',
  DETECT_LARGE: 'false',
  DETECT_SMALL: 'never',
  DETECT_TURNED: 'false',
};

/**
 * Each with one thread. The first two work by the settings of whoever runs this, or the defaults; the others all do
 * the same work, so that their ratios are those of the engines alone.
 */
export const CONTESTANTS: Contestant[] = [
  contestant('onnx int8', { FACE_ENGINE: 'onnx', PRECISION: 'int8' }),
  contestant('onnx fp32', { FACE_ENGINE: 'onnx', PRECISION: 'fp32' }),
  contestant('onnx int8 as face-api', { FACE_ENGINE: 'onnx', PRECISION: 'int8', ...AS_FACE_API }),
  contestant('onnx fp32 as face-api', { FACE_ENGINE: 'onnx', PRECISION: 'fp32', ...AS_FACE_API }),
  contestant('tfjs-node', { FACE_ENGINE: 'tfjs-node', ...TENSORFLOW_ON_ONE_THREAD, ...AS_FACE_API }),
  contestant('tfjs-wasm', { FACE_ENGINE: 'tfjs-wasm', ...AS_FACE_API }),
];

function contestant(name: string, environment: Record<string, string>): Contestant {
  return { name, environment: { THREADS: '1', ...environment } };
}

/** The contestants of those names, separated by commas. @throws InvalidArgumentError that lists those there are. */
export function contestantsNamed(names: string): Contestant[] {
  return names.split(',').map((name) => {
    const found = CONTESTANTS.find((contestant) => contestant.name === name.trim());
    if (found) return found;
    const all = CONTESTANTS.map((contestant) => contestant.name).join(', ');
    throw new InvalidArgumentError(
      `There is no engine ${JSON.stringify(name.trim())}. Name some of: ${all}.`,
    );
  });
}
