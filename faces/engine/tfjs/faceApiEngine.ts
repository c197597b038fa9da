import type * as FaceApi from '@vladmandic/face-api';
import type { EngineName } from '../../../config/settings.ts';
import { readWeights } from '../../../weights/readWeights.ts';
import type { Sheet, Square } from '../../Picture.ts';
import { DLIB_RESNET } from '../dlibResnet.ts';
import { type Candidate, DETECTOR_SIZE, type Engine, edgesOf } from '../Engine.ts';
import { inBatches } from '../inBatches.ts';

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

  /** Runs equal squares and gives one row of numbers a square. */
  const rows = (net: Net, squares: Square[], length: number) =>
    inBatches(squares, (some) => rowsOf(net, some, length));
  const rowsOf = async (net: Net, squares: Square[], length: number) => {
    const input = tensors(tf, squares);
    const output = (await net.forward(input)) as Tensor;
    const numbers = await output.data();
    disposeAll([...input, output]);
    return squares.map((_, index) => numbers.slice(index * length, (index + 1) * length));
  };

  return {
    name,
    weights: `face-api ${faceApi.version}`,
    recogniser: DLIB_RESNET,
    async detect(seen, minScore) {
      const input = tensors(tf, [inFrame(seen)]);
      const output = (await detector.forward(input)) as { boxes: [Tensor]; scores: [Tensor] };
      const [boxes, scores] = await Promise.all([output.boxes[0].data(), output.scores[0].data()]);
      disposeAll([...input, output.boxes[0], output.scores[0]]);
      return candidates(boxes, scores, minScore);
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

/** face-api's detector sees 512 and nothing else: what is smaller lies in its top left corner, on black. */
function inFrame(seen: Square | Sheet): Square {
  const { width, height } = edgesOf(seen);
  const { rgb } = seen;
  if (width === DETECTOR_SIZE && height === DETECTOR_SIZE) return { rgb, size: DETECTOR_SIZE };
  const frame = new Float32Array(DETECTOR_SIZE * DETECTOR_SIZE * 3);
  for (let row = 0; row < height; row++)
    frame.set(rgb.subarray(row * width * 3, (row + 1) * width * 3), row * DETECTOR_SIZE * 3);
  return { rgb: frame, size: DETECTOR_SIZE };
}

/** Of the network's top, left, bottom and right, in shares of its frame. */
function candidates(boxes: Float32Array, scores: Float32Array, minScore: number): Candidate[] {
  const found: Candidate[] = [];
  scores.forEach((score, index) => {
    if (score <= minScore) return;
    const [top, left, bottom, right] = boxes
      .subarray(index * 4, index * 4 + 4)
      .map((share) => share * DETECTOR_SIZE);
    found.push({ score, box: { x: left!, y: top!, width: right! - left!, height: bottom! - top! } });
  });
  return found;
}
