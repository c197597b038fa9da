import { createRequire } from 'node:module';
import type * as FaceApi from '@vladmandic/face-api';
import test from 'ava';
import { clipToPicture } from '../../faces/alignAsFaceApi.ts';
import { decode } from '../../faces/decode/decode.ts';
import type { Engine } from '../../faces/engine/Engine.ts';
import { openEngine } from '../../faces/engine/openEngine.ts';
import { findFaces } from '../../faces/findFaces.ts';
import type { Picture } from '../../faces/Picture.ts';
import { farthest } from './support/pixels.ts';
import { DEMO_FACES, MAX_PIXELS, readDemo } from './support/project.ts';

interface Tensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}
interface Tf {
  tensor3d(values: ArrayLike<number>, shape: number[], type?: string): Tensor;
}

let engine: Engine;
let faceApi: typeof FaceApi;
let tf: Tf;

test.before(async () => {
  // Our engine starts WebAssembly and loads the weights; face-api's own functions then run on the same.
  engine = await openEngine('tfjs-wasm');
  faceApi = createRequire(import.meta.url)('@vladmandic/face-api/dist/face-api.node-wasm.js');
  tf = faceApi.tf as unknown as Tf;
});

for (const [index, count] of DEMO_FACES.entries())
  test.serial(`Every number of sample${index + 1} is the one that face-api itself gives`, async (t) => {
    const picture = await decode(await readDemo(index + 1), MAX_PIXELS);
    await sameAsFaceApi(t, picture, count);
  });

test.serial('So it is where faces are cut by the edges of a photo taken upright', async (t) => {
  const whole = await decode(await readDemo(4), MAX_PIXELS);
  const { faces } = await findFaces(whole, engine, 0.5);
  // From the middle of the leftmost face to the middle of the rightmost, and from their foreheads down.
  const middles = faces.map(({ box }) => box.x + box.width * 0.4).sort((a, b) => a - b);
  const left = Math.floor(middles[0]!);
  const top = Math.floor(Math.min(...faces.map(({ box }) => box.y + box.height * 0.2)));
  const cut = { x: left, y: top, width: Math.floor(middles.at(-1)!) - left, height: whole.height - top };
  await sameAsFaceApi(t, crop(whole, cut), undefined);
});

test.serial(
  'A face of which no pixel lies in the picture has no descriptor, where face-api gives 128 zeros',
  async (t) => {
    const picture = await decode(await readDemo(1), MAX_PIXELS);
    const outside = [
      { x: picture.width + 5, y: 40, width: 100, height: 100 },
      { x: 40, y: picture.height, width: 100, height: 100 },
      { x: -120, y: 40, width: 100, height: 100 },
      { x: 40, y: -100.5, width: 100, height: 100 },
      { x: picture.width - 0.5, y: 40, width: 100, height: 100 },
    ];
    for (const box of outside) t.is(clipToPicture(box, picture), undefined, JSON.stringify(box));

    const empty = tf.tensor3d([], [0, 0, 3]);
    const theirs = await faceApi.computeFaceDescriptor(empty as unknown as FaceApi.TNetInput);
    t.deepEqual(theirs, new Float32Array(128));

    // No photo is known whose landmarks lie so far out: the true network's are moved by thirty squares.
    const astray: Engine = {
      ...engine,
      landmarks: async (squares) =>
        (await engine.landmarks(squares)).map((points) =>
          points.map((share, at) => share + (at % 2 ? 0 : 30)),
        ),
    };
    const { faces } = await findFaces(picture, astray, 0.5);
    t.is(faces.length, 3);
    for (const face of faces) {
      t.false('descriptor' in face);
      t.true(Number.isFinite(face.quality.sharpness));
    }
  },
);

test('A box is cut to the whole pixels that lie in the picture', (t) => {
  const picture = { width: 100, height: 50, rgb: new Uint8Array() };
  t.deepEqual(clipToPicture({ x: -3.5, y: 2.7, width: 20.2, height: 100 }, picture), {
    x: 0,
    y: 2,
    width: 16,
    height: 47,
  });
});

async function sameAsFaceApi(
  t: { is(a: unknown, b: unknown): void; true(value: boolean, message?: string): void },
  picture: Picture,
  count: number | undefined,
) {
  const ours = (await findFaces(picture, engine, 0.5)).faces;
  const input = tf.tensor3d(Int32Array.from(picture.rgb), [picture.height, picture.width, 3], 'int32');
  const theirs = await faceApi
    .detectAllFaces(
      input as unknown as FaceApi.TNetInput,
      new faceApi.SsdMobilenetv1Options({ minConfidence: 0.5 }),
    )
    .withFaceLandmarks()
    .withFaceDescriptors();
  input.dispose();
  t.is(ours.length, theirs.length);
  t.is(ours.length, count ?? ours.length);
  t.true(ours.length > 0);
  for (const [index, face] of ours.entries()) {
    const { detection, landmarks, descriptor } = theirs[index]!;
    const { x, y, width, height } = detection.box;
    const box = [face.box.x, face.box.y, face.box.width, face.box.height];
    // Ours are the whole pixels of theirs, inside the picture.
    const clipped = [
      Math.max(0, x),
      Math.max(0, y),
      Math.min(width, picture.width - x),
      Math.min(height, picture.height - y),
    ];
    t.true(farthest(box, clipped) <= 1, `box ${box} beside ${clipped}`);
    t.true(Math.abs(face.score - detection.score) < 1e-3);
    const points = face.landmarks.flatMap((point) => [point.x, point.y]);
    const theirPoints = landmarks.positions.flatMap((point) => [point.x, point.y]);
    t.true(farthest(points, theirPoints) < 0.5, `landmarks ${farthest(points, theirPoints)} px off`);
    t.true(farthest(face.descriptor!, descriptor) < 1e-3, `${farthest(face.descriptor!, descriptor)} off`);
  }
}

function crop(
  picture: Picture,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
) {
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * picture.width + x) * 3;
    rgb.set(picture.rgb.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, rgb };
}
