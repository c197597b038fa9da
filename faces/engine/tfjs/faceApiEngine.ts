import type * as FaceApi from '@vladmandic/face-api';
import type { EngineName } from '../../config/settings.ts';
import type { Square } from '../Picture.ts';
import { readWeights } from '../readWeights.ts';
import type { Engine } from './Engine.ts';

/** The little of TensorFlow.js that is used here; face-api's own types leave it open. */
interface Tf {
  tensor3d(values: Float32Array, shape: [number, number, number]): Tensor;
  io: { decodeWeights(data: ArrayBuffer, specs: unknown): Record<string, Tensor> };
}
interface Tensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}
interface Net {
  loadFromWeightMap(weights: Record<string, Tensor>): void;
  forward(input: Tensor[]): Promise<unknown>;
}

/**
 * The three networks by face-api on the TensorFlow.js that it was built for.
 * @throws WeightsError where a weight file is missing or not the one that the manifest names.
 */
export async function faceApiEngine(name: EngineName, faceApi: typeof FaceApi): Promise<Engine> {
  const tf = faceApi.tf as unknown as Tf;
  const nets = faceApi.nets as unknown as Record<
    'ssdMobilenetv1' | 'faceLandmark68Net' | 'faceRecognitionNet',
    Net
  >;
  const load = async (net: Net, model: string) => {
    const { data, specs } = await readWeights(model);
    net.loadFromWeightMap(tf.io.decodeWeights(data, specs));
    return net;
  };
  const detector = await load(nets.ssdMobilenetv1, 'ssd_mobilenetv1');
  const landmarker = await load(nets.faceLandmark68Net, 'face_landmark_68');
  const recogniser = await load(nets.faceRecognitionNet, 'face_recognition');

  /** Runs a batch of equal squares and gives one row of numbers a square. */
  const rows = async (net: Net, squares: Square[], length: number) => {
    if (squares.length === 0) return [];
    const input = tensors(tf, squares);
    const output = (await net.forward(input)) as Tensor;
    const numbers = await output.data();
    disposeAll([...input, output]);
    return squares.map((_, index) => numbers.slice(index * length, (index + 1) * length));
  };

  return {
    name,
    weights: `face-api ${faceApi.version}`,
    space: 'face-api-128',
    async detect(square) {
      const input = tensors(tf, [square]);
      const output = (await detector.forward(input)) as { boxes: [Tensor]; scores: [Tensor] };
      const [boxes, scores] = await Promise.all([output.boxes[0].data(), output.scores[0].data()]);
      disposeAll([...input, output.boxes[0], output.scores[0]]);
      return { boxes, scores };
    },
    landmarks: (squares) => rows(landmarker, squares, 136),
    describe: (squares) => rows(recogniser, squares, 128),
  };
}

function tensors(tf: Tf, squares: Square[]): Tensor[] {
  return squares.map(({ rgb, size }) => tf.tensor3d(rgb, [size, size, 3]));
}

function disposeAll(all: Tensor[]) {
  for (const tensor of all) tensor.dispose();
}
