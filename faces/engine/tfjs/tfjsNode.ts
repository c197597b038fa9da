import util from 'node:util';
import type * as FaceApi from '@vladmandic/face-api';
import type { Engine } from '../Engine.ts';
import { enginePackage } from './enginePackage.ts';
import { faceApiEngine } from './faceApiEngine.ts';

/**
 * face-api on native TensorFlow.
 * @throws EngineError where its package or native library is not there; WeightsError where a weight file is not right.
 */
export async function openTfjsNode(): Promise<Engine> {
  putBackWhatNode23Removed(util as unknown as Record<string, unknown>);
  // TensorFlow would greet on stderr with what processor it found.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const { load } = enginePackage('tfjs-node');
  load('@tensorflow/tfjs-node');
  return faceApiEngine('tfjs-node', load('@vladmandic/face-api/dist/face-api.node.js') as typeof FaceApi);
}

/** tfjs-node 4.22 calls two helpers of node:util that Node 23 dropped, and isArray warned before. */
function putBackWhatNode23Removed(util: Record<string, unknown>) {
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
