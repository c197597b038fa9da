import { dirname, join } from 'node:path';
import type * as FaceApi from '@vladmandic/face-api';
import type { Engine } from '../Engine.ts';
import { EngineError } from '../EngineError.ts';
import { enginePackage } from './enginePackage.ts';
import { faceApiEngine } from './faceApiEngine.ts';

const BACKEND = '@tensorflow/tfjs-backend-wasm';

/**
 * face-api on TensorFlow.js compiled to WebAssembly.
 * @throws EngineError where its package is not there or WebAssembly does not start; WeightsError where a weight file is
 * not right.
 */
export async function openTfjsWasm(): Promise<Engine> {
  const { load, resolve } = enginePackage('tfjs-wasm');
  const wasm = load(BACKEND) as { setWasmPaths(prefix: string): void };
  const faceApi = load('@vladmandic/face-api/dist/face-api.node-wasm.js') as typeof FaceApi;
  wasm.setWasmPaths(join(dirname(resolve(BACKEND)), '/'));
  const tf = faceApi.tf as unknown as { setBackend(name: string): Promise<boolean>; ready(): Promise<void> };
  if (!(await tf.setBackend('wasm')))
    throw new EngineError(
      'FACE_ENGINE is tfjs-wasm, but its WebAssembly does not start in this Node.js. ' +
        'Run with the Node.js that `npm install` brings (`npm start`, `npx face-inbox`), or use FACE_ENGINE=onnx.',
    );
  await tf.ready();
  return faceApiEngine('tfjs-wasm', faceApi);
}
