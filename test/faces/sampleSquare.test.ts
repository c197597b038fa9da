import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { openEngine } from '../../faces/engine/openEngine.ts';
import type { Picture, Rect } from '../../faces/Picture.ts';
import { type Padding, sampleSquare } from '../../faces/sample/sampleSquare.ts';
import { testWith, wanted } from './support/needs.ts';
import { farthest } from './support/pixels.ts';
import { requireOf } from './support/project.ts';

interface Tensor {
  data(): Promise<Float32Array>;
  expandDims(): Tensor;
}
interface FaceApiWithTf {
  tf: {
    tensor3d(values: Float32Array, shape: number[]): Tensor;
    image: { resizeBilinear(tensor: Tensor, size: number[], alignCorners: boolean): Tensor };
  };
  padToSquare(tensor: Tensor, centred: boolean): Tensor;
}

let faceApi: FaceApiWithTf;
test.before(async () => {
  if (!wanted('tfjs-wasm')) return;
  await openEngine({ ...readSettings({}), engine: 'tfjs-wasm' });
  faceApi = requireOf('tfjs-wasm')('@vladmandic/face-api/dist/face-api.node-wasm.js');
});

const random = randomNumbers(20240607);
const SIZES = [512, 112, 150];

for (let round = 0; round < 24; round++) {
  const picture = randomPicture(whole(1, 90), whole(1, 90));
  const rect = round < 4 ? all(picture) : randomRect(picture);
  const size = SIZES[round % 3]!;
  const padding: Padding = round % 2 === 0 ? 'around' : 'behind';
  testWith('tfjs-wasm')(
    `TensorFlow's resizeBilinear, ${round}: ${size} from ${JSON.stringify(rect)} padded ${padding}`,
    async (t) => {
      const ours = sampleSquare(picture, rect, size, padding);
      const cut = faceApi.tf.tensor3d(cutOut(picture, rect), [rect.height, rect.width, 3]).expandDims();
      const square = faceApi.padToSquare(cut, padding === 'around');
      const theirs = await faceApi.tf.image.resizeBilinear(square, [size, size], false).data();
      t.is(ours.size, size);
      t.true(farthest(ours.rgb, theirs) < 1e-2, `${farthest(ours.rgb, theirs)} levels off`);
    },
  );
}

test('A picture of one pixel fills the square with its colour', (t) => {
  const red = { width: 1, height: 1, rgb: Uint8Array.of(200, 10, 20) };
  const { rgb } = sampleSquare(red, all(red), 8, 'around');
  t.deepEqual([...rgb.slice(-3)], [200, 10, 20]);
  t.is(new Set(rgb).size, 3);
});

function all({ width, height }: Picture): Rect {
  return { x: 0, y: 0, width, height };
}

function randomRect({ width, height }: Picture): Rect {
  const x = whole(0, width - 1);
  const y = whole(0, height - 1);
  return { x, y, width: whole(1, width - x), height: whole(1, height - y) };
}

function randomPicture(width: number, height: number): Picture {
  return { width, height, rgb: Uint8Array.from({ length: width * height * 3 }, () => whole(0, 255)) };
}

function cutOut(picture: Picture, { x, y, width, height }: Rect): Float32Array {
  return Float32Array.from({ length: width * height * 3 }, (_, at) => {
    const row = y + Math.floor(at / 3 / width);
    const column = x + (Math.floor(at / 3) % width);
    return picture.rgb[(row * picture.width + column) * 3 + (at % 3)]!;
  });
}

function whole(low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** The same numbers from 0 to 1 at every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
