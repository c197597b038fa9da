import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { readSettings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import type { Photo } from '../../faces/decode/Photo.ts';
import { type RecogniserManifest, readManifest } from '../../faces/engine/onnx/recogniserManifest.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { type Face, findFaces } from '../../faces/findFaces.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import { MANIFEST, type SmallModel, smallModel } from '../support/ownRecogniser.ts';
import { chipLevel, inChip, placed, type TemplatePoints } from './support/expectedChip.ts';
import { openOwn, writeOwn } from './support/openOwn.ts';
import { farthest } from './support/pixels.ts';
import { DEMO_FACES, MAX_PIXELS, ROOT, readDemo } from './support/project.ts';

/** Where ArcFace wants the eyes, the tip of the nose and the corners of the mouth, in its 112 x 112 pixels. */
const ARCFACE: TemplatePoints = [
  { landmarks: [36, 37, 38, 39, 40, 41], x: 38.2946, y: 51.6963 },
  { landmarks: [42, 43, 44, 45, 46, 47], x: 73.5318, y: 51.5014 },
  { landmarks: [30], x: 56.0252, y: 71.7366 },
  { landmarks: [48], x: 41.5493, y: 92.3655 },
  { landmarks: [54], x: 70.7299, y: 92.2041 },
];

/** As numbers compare that a fit and some sums of 32 bits lie between; levels go to 255. */
const NEAR = 1e-3;

/** So small that chips are not reduced: each of their pixels then lies between four of the photo's. */
let photo: Photo;

test.before(async () => {
  const small = await sharp(await readDemo(5))
    .resize({ width: 900 })
    .png()
    .toBuffer();
  photo = await decode(small, { maxPixels: MAX_PIXELS });
});

const open = async (
  t: ExecutionContext,
  model: SmallModel,
  manifest: object = {},
  settings: Record<string, string> = {},
) => openOwn(await writeOwn(t, { ...MANIFEST, ...manifest }, smallModel(model)), settings);

type Described = Face & { descriptor: Float32Array };
async function facesBy(t: ExecutionContext, finder: Finder): Promise<Described[]> {
  const { faces } = await findFaces(photo, finder);
  t.is(faces.length, DEMO_FACES[4]!);
  t.true(faces.every(({ descriptor }) => descriptor));
  return faces as Described[];
}

interface Form {
  size: number;
  template: TemplatePoints;
  /** Of the photo's channels, in the recogniser's order. */
  order: number[];
  value(level: number, channel: number): number;
}

/** What the small model without projection is to give for a face: means of two by two of the chip, plane by plane. */
function expected({ landmarks }: Face, { size, template, order, value }: Form): number[] {
  const chip = placed(landmarks, template);
  const numbers: number[] = [];
  for (const [channel, source] of order.entries())
    for (let y = 0; y < size; y += 2)
      for (let x = 0; x < size; x += 2) {
        const four = [x, x + 1].flatMap((column) => [y, y + 1].map((row) => ({ x: column, y: row })));
        const levels = four.map((pixel) => chipLevel(photo.picture, chip, pixel, source));
        numbers.push(levels.reduce((sum, level) => sum + value(level, channel), 0) / 4);
      }
  return numbers;
}

/** The recogniser's numbers are those of the form, for every face and for no other form. */
async function givesWhatItSees(t: ExecutionContext, finder: Finder, form: Form, others: Partial<Form>[]) {
  for (const face of await facesBy(t, finder)) {
    const { x, y } = placed(face.landmarks, form.template).scale;
    t.true(1 / Math.hypot(x, y) < 1.7, 'the chip is not reduced');
    t.is(face.descriptor.length, 3 * (form.size / 2) ** 2);
    t.true(
      farthest(face.descriptor, expected(face, form)) < NEAR,
      `${farthest(face.descriptor, expected(face, form))}`,
    );
    for (const other of others)
      t.true(farthest(face.descriptor, expected(face, { ...form, ...other })) > 10 * NEAR);
  }
}

test('By default a recogniser sees what the usual ArcFace form says: RGB planes of 112 pixels, from -1 to 1', async (t) => {
  const finder = await open(t, { pool: 2 }, { dimensions: 9408, distance: 'euclidean' });
  const form = {
    size: 112,
    template: ARCFACE,
    order: [0, 1, 2],
    value: (level: number) => (level - 127.5) / 127.5,
  };
  await givesWhatItSees(t, finder, form, [
    { order: [2, 1, 0] },
    { value: (level) => level / 255 },
    { template: ARCFACE.map((point) => ({ ...point, y: point.y + 1 })) },
  ]);
});

test('Channel order, layout, means and scales are those of the manifest, each for its channel', async (t) => {
  const mean = [104, 117, 123];
  const scale = [0.5, 1, 0.125];
  const finder = await open(
    t,
    { pool: 2, layout: 'NHWC' },
    { dimensions: 9408, distance: 'euclidean', input: { channels: 'BGR', layout: 'NHWC', mean, scale } },
  );
  const value = (level: number, channel: number) => (level - mean[channel]!) * scale[channel]!;
  await givesWhatItSees(t, finder, { size: 112, template: ARCFACE, order: [2, 1, 0], value }, [
    { order: [0, 1, 2] },
    { value: (level, channel) => value(level, 2 - channel) },
  ]);
});

test('A template can be points of its own, for a square of any size; a divisor is taken as it is', async (t) => {
  const template = [
    { landmarks: [27, 28, 29, 30], x: 48, y: 45.5 },
    { landmarks: [8], x: 47, y: 90.25 },
    { landmarks: [36], x: 25.5, y: 37 },
  ];
  const finder = await open(
    t,
    { pool: 2, size: 96, batch: 1 },
    { dimensions: 6912, distance: 'euclidean', template, input: { size: 96, mean: 127.5, divisor: 128 } },
  );
  const value = (level: number) => (level - 127.5) / 128;
  await givesWhatItSees(t, finder, { size: 96, template, order: [0, 1, 2], value }, [{ template: ARCFACE }]);
});

test('The five points of a face come to lie where ArcFace wants them', async (t) => {
  const finder = await open(t, { dimensions: 512 });
  const eyes: number[] = [];
  for (const { landmarks } of await facesBy(t, finder)) {
    const chip = placed(landmarks, ARCFACE);
    const off = ARCFACE.map((point) => {
      const places = point.landmarks.map((index) => inChip(chip, landmarks[index]!));
      const mean = (of: 'x' | 'y') => places.reduce((sum, place) => sum + place[of], 0) / places.length;
      return { x: mean('x') - point.x, y: mean('y') - point.y };
    });
    // Faces differ from the template and from each other; between them it lies in the middle.
    for (const axis of ['x', 'y'] as const)
      t.true(Math.abs(off.reduce((sum, each) => sum + each[axis], 0)) < 1e-6);
    eyes.push((off[0]!.y + off[1]!.y) / 2);
  }
  t.true(Math.abs(eyes.reduce((sum, off) => sum + off, 0) / eyes.length) < 1, eyes.join(', '));
});

test('With cosine descriptors have length 1, and the distance of two is the root of 2 - 2 cos', async (t) => {
  const raw = await facesBy(t, await open(t, { dimensions: 512 }, { distance: 'euclidean' }));
  const { space, ...finder } = await open(t, { dimensions: 512 });
  const faces = await facesBy(t, { ...finder, space });
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  for (const [index, { descriptor }] of faces.entries()) {
    t.is(descriptor.length, 512);
    t.true(Math.abs(dot(descriptor, descriptor) - 1) < 1e-6);
    const before = raw[index]!.descriptor;
    t.true(dot(before, before) > 1.5);
    t.true(Math.abs(dot(before, descriptor) - Math.sqrt(dot(before, before))) < 1e-4, 'the same direction');
    for (const other of faces) {
      const distance = euclidean({ descriptor, space }, { descriptor: other.descriptor, space });
      t.true(Math.abs(distance ** 2 - (2 - 2 * dot(descriptor, other.descriptor))) < 1e-5);
    }
  }
});

test('A crowd is described in parts, and by a model that takes one face at a time, as alone', async (t) => {
  const [any, one] = await Promise.all([
    open(t, { dimensions: 512 }),
    open(t, { dimensions: 512, batch: 1 }),
  ]);
  const squares = Array.from({ length: 37 }, (_, face) => ({
    size: 112,
    rgb: Float32Array.from({ length: 112 * 112 * 3 }, (_, at) => (at * (face + 3)) % 251),
  }));
  const together = await any!.engine.describe(squares);
  t.is(together.length, 37);
  const alone = await one!.engine.describe(squares);
  const first = [
    await any!.engine.describe([squares[0]!]),
    await any!.engine.describe([squares[36]!]),
  ].flat();
  t.is(alone.length, 37);
  together.forEach((numbers, face) => {
    t.true(farthest(numbers, alone[face]!) < 1e-5);
    if (face > 0) t.true(farthest(numbers, together[face - 1]!) > 1e-3, 'each square has numbers of its own');
  });
  t.true(farthest(first[0]!, together[0]!) < 1e-5 && farthest(first[1]!, together[36]!) < 1e-5);
  t.deepEqual(await any!.engine.describe([]), []);
});

test('Faces, landmarks and qualities are the same whatever describes them', async (t) => {
  const builtIn = await openFinder(readSettings({ THREADS: '1' }));
  const [own, usual] = [await facesBy(t, await open(t, { dimensions: 512 })), await facesBy(t, builtIn)];
  const seen = (faces: Face[]) => faces.map(({ descriptor, ...face }) => face);
  t.deepEqual(seen(own), seen(usual));
  t.deepEqual(
    usual.map(({ descriptor }) => descriptor.length),
    Array(5).fill(128),
  );
});

test('The results name the recogniser and its licence; space, limit and calibration are its own', async (t) => {
  const { engine, space, match } = await open(
    t,
    { dimensions: 512 },
    { calibration: { even: 0.6, slope: 12.5 } },
  );
  t.is(engine.name, 'onnx');
  t.regex(engine.weights, /^face-api (fp32|int8), small \(MIT\)$/);
  t.is(space, 'small-512');
  t.deepEqual(match, { limit: 0.5, calibration: { even: 0.6, slope: 12.5 } });
  t.like(engine.recogniser, { size: 112, dimensions: 512 });
});

test('MATCH_DISTANCE goes before the limit of the recogniser, own or built in', async (t) => {
  t.is((await open(t, { dimensions: 512 }, {}, { MATCH_DISTANCE: '1.2' })).match.limit, 1.2);
  const builtIn = (settings: Record<string, string>) =>
    openFinder(readSettings({ THREADS: '1', ...settings }));
  t.is((await builtIn({})).match.limit, 0.55);
  t.is((await builtIn({ MATCH_DISTANCE: '0.4' })).match.limit, 0.4);
  t.is((await builtIn({ ALIGNMENT: 'face-api' })).match.limit, 0.55);
});

test('The two manifests in docs/engines.md say the same, the one by defaults', async (t) => {
  const page = await readFile(join(ROOT, 'docs/engines.md'), 'utf8');
  const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json!);
  t.is(examples.length, 2);
  t.true(examples[0]!.length < examples[1]!.length / 2);
  const file = await writeOwn(t, MANIFEST);
  const manifests = [];
  for (const json of examples) {
    await writeFile(file, json);
    manifests.push(await readManifest(file));
  }
  const [short, { sha256, ...whole }] = manifests as [RecogniserManifest, RecogniserManifest];
  t.deepEqual(short, whole);
  t.regex(sha256!, /^[0-9a-f]{64}$/);
  t.is(whole.model, join(dirname(file), 'w600k_r50.onnx'));
});
