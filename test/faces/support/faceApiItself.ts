/** Prints what face-api itself finds in photos: `node faceApiItself.ts <engine of TensorFlow.js> <file>...`. */
import { readFile } from 'node:fs/promises';
import type * as FaceApi from '@vladmandic/face-api';
import { readSettings } from '../../../config/settings.ts';
import { decode } from '../../../faces/decode/decode.ts';
import { openEngine } from '../../../faces/engine/openEngine.ts';
import type { FoundFace } from './facesIn.ts';
import { MAX_PIXELS, requireOf, type TensorflowEngine } from './project.ts';

export interface FaceApiItself {
  photos: LookedAt[];
  /** The descriptor of a crop without any pixel. */
  ofNothing: number[];
}

export interface LookedAt {
  width: number;
  height: number;
  /** Best score first. */
  faces: FoundFace[];
}

type Input = FaceApi.TNetInput & { dispose(): void };
interface Tf {
  tensor3d(values: ArrayLike<number>, shape: number[], type?: string): Input;
}

const [name, ...files] = process.argv.slice(2);
const backend = name as TensorflowEngine;
// Our engine starts the backend and loads the weights; face-api's own functions then run on the same.
await openEngine({ ...readSettings({}), engine: backend });
const build = backend === 'tfjs-node' ? 'face-api.node.js' : 'face-api.node-wasm.js';
const faceApi: typeof FaceApi = requireOf(backend)(`@vladmandic/face-api/dist/${build}`);
const tf = faceApi.tf as unknown as Tf;

async function look(file: string): Promise<LookedAt> {
  const {
    picture: { width, height, rgb },
  } = await decode(await readFile(file), { maxPixels: MAX_PIXELS });
  const input = tf.tensor3d(Int32Array.from(rgb), [height, width, 3], 'int32');
  const faces = await faceApi
    .detectAllFaces(input, new faceApi.SsdMobilenetv1Options({ minConfidence: 0.5 }))
    .withFaceLandmarks()
    .withFaceDescriptors();
  input.dispose();
  const found = faces.map(({ detection: { box, score }, landmarks, descriptor }) => ({
    box: { x: box.x, y: box.y, width: box.width, height: box.height },
    score,
    landmarks: landmarks.positions.flatMap(({ x, y }) => [x, y]),
    descriptor: Array.from(descriptor),
  }));
  return { width, height, faces: found };
}

const photos: LookedAt[] = [];
for (const file of files) photos.push(await look(file));
const ofNothing = await faceApi.computeFaceDescriptor(tf.tensor3d([], [0, 0, 3]));
console.log(
  JSON.stringify({ photos, ofNothing: Array.from(ofNothing as Float32Array) } satisfies FaceApiItself),
);
