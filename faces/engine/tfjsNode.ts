import { createRequire } from 'node:module';
import type * as FaceApi from '@vladmandic/face-api';
import type { Engine } from './Engine.ts';
import { EngineError } from './EngineError.ts';
import { faceApiEngine } from './faceApiEngine.ts';

const require = createRequire(import.meta.url);

/** face-api on native TensorFlow: about three times as fast as WebAssembly, and 600 MB of libraries. */
export async function openTfjsNode(): Promise<Engine> {
  putBackWhatNode23Removed();
  // TensorFlow greets on stderr with what processor it found; that is no line of ours.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    require('@tensorflow/tfjs-node');
  } catch (cause) {
    throw new EngineError(
      'FACE_ENGINE is tfjs-node, but @tensorflow/tfjs-node does not load here. ' +
        'Run `npm run engine:tfjs-node` once to bring its native library, or use FACE_ENGINE=tfjs-wasm.',
      { cause },
    );
  }
  return faceApiEngine('tfjs-node', require('@vladmandic/face-api/dist/face-api.node.js') as typeof FaceApi);
}

/** tfjs-node 4.22 calls two helpers of node:util that Node 23 dropped. */
function putBackWhatNode23Removed() {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  // A deprecated but still present isArray warns at its first call; this one is the same without the warning.
  util.isArray = Array.isArray;
}
