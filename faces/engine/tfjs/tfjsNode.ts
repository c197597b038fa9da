import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as FaceApi from '@vladmandic/face-api';
import type { Engine } from './Engine.ts';
import { EngineError } from './EngineError.ts';
import { faceApiEngine } from './faceApiEngine.ts';

/** A package of its own, so that nobody else installs its 600 MB. */
const PACKAGE = join(import.meta.dirname, '../../engines/tfjs-node');

/**
 * face-api on native TensorFlow.
 * @throws EngineError where its package or native library is not there.
 */
export async function openTfjsNode(folder = PACKAGE): Promise<Engine> {
  const require = createRequire(join(folder, 'package.json'));
  putBackWhatNode23Removed(require('node:util'));
  // TensorFlow would greet on stderr with what processor it found.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    require('@tensorflow/tfjs-node');
  } catch (cause) {
    throw new EngineError(
      'FACE_ENGINE is tfjs-node, but its native library is not installed or does not load here. ' +
        'Run `npm run engine:tfjs-node` once, or use FACE_ENGINE=tfjs-wasm.',
      { cause },
    );
  }
  return faceApiEngine('tfjs-node', require('@vladmandic/face-api/dist/face-api.node.js') as typeof FaceApi);
}

/** tfjs-node 4.22 calls two helpers of node:util that Node 23 dropped, and isArray warned before. */
function putBackWhatNode23Removed(util: Record<string, unknown>) {
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
