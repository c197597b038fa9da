import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as FaceApi from '@vladmandic/face-api';
import type { Engine } from './Engine.ts';
import { EngineError } from './EngineError.ts';
import { faceApiEngine } from './faceApiEngine.ts';

const require = createRequire(import.meta.url);

/** face-api on TensorFlow.js compiled to WebAssembly: what every machine can run after `npm install` alone. */
export async function openTfjsWasm(): Promise<Engine> {
  const faceApi: typeof FaceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const wasm: { setWasmPaths(prefix: string): void } = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  const tf = faceApi.tf as unknown as { setBackend(name: string): Promise<boolean>; ready(): Promise<void> };
  if (!(await tf.setBackend('wasm')))
    throw new EngineError(
      'FACE_ENGINE is tfjs-wasm, but its WebAssembly does not start in this Node.js. ' +
        'Run with the Node.js that `npm install` brings (`npm start`, `npx face-inbox`).',
    );
  await tf.ready();
  return faceApiEngine('tfjs-wasm', faceApi);
}
