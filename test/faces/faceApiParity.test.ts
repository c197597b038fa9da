import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { type EngineName, readSettings } from '../../config/settings.ts';
import { clipToPicture } from '../../faces/align/alignAsFaceApi.ts';
import type { Engine } from '../../faces/engine/Engine.ts';
import { openFinder } from '../../faces/Finder.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import type { Rect } from '../../faces/Picture.ts';
import type { FaceApiItself, LookedAt } from './support/faceApiItself.ts';
import type { FacesIn, FoundFace } from './support/facesIn.ts';
import { inProcess } from './support/inProcess.ts';
import { look } from './support/look.ts';
import { testWith, wanted } from './support/needs.ts';
import { farthest } from './support/pixels.ts';
import { DEMO_FACES, demoPath, readDemo, type TensorflowEngine } from './support/project.ts';

/** How far our numbers may be from face-api's: pixels, shares, and descriptors by their Euclidean distance. */
const BOX = 1;
const SCORE = 1e-3;
const LANDMARK = 0.5;
const DESCRIPTOR = 1e-4;

const BACKENDS: TensorflowEngine[] = ['tfjs-node', 'tfjs-wasm'];

/** Parts of sample4 whose edges cut faces, so that face-api's boxes reach beyond them. */
const CUTS = [
  { name: 'a part of sample4 that cuts faces at its sides', left: 320, top: 0, width: 760, height: 1448 },
  { name: 'a part of sample4 that cuts faces at its bottom', left: 0, top: 104, width: 1920, height: 280 },
];
const PHOTOS = [...DEMO_FACES.map((_, index) => `sample${index + 1}`), ...CUTS.map(({ name }) => name)];

let folder: string;
const theirs = new Map<TensorflowEngine, FaceApiItself>();
const ours = new Map<EngineName, FacesIn>();

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-parity-'));
  const cut = ({ name, ...rect }: (typeof CUTS)[number]) => {
    const path = join(folder, `${name}.png`);
    return sharp(demoPath(4))
      .extract(rect)
      .png()
      .toFile(path)
      .then(() => path);
  };
  const files = [...DEMO_FACES.map((_, index) => demoPath(index + 1)), ...(await Promise.all(CUTS.map(cut)))];
  ours.set('onnx', await inProcess('facesIn.ts', 'onnx', ...files));
  for (const backend of BACKENDS.filter(wanted)) {
    ours.set(backend, await inProcess('facesIn.ts', backend, ...files));
    theirs.set(backend, await inProcess('faceApiItself.ts', backend, ...files));
  }
});

test.after.always(() => rm(folder, { recursive: true, force: true }));

for (const backend of BACKENDS)
  for (const engine of ['onnx', backend] as const)
    for (const [index, photo] of PHOTOS.entries())
      testWith(backend)(
        `${engine} gives every number that face-api itself gives on ${backend} for ${photo}`,
        (t) => {
          t.is(ours.get(engine)!.engine, engine);
          same(t, ours.get(engine)!.photos[index]!, theirs.get(backend)!.photos[index]!);
        },
      );

for (const alignment of ['trained', 'face-api'])
  test.serial(
    `A face of which the chip shows no pixel has no descriptor, cut out by ALIGNMENT=${alignment}`,
    async (t) => {
      const finder = await openFinder(readSettings({ ALIGNMENT: alignment }));
      const { landmarks } = finder.engine;
      // No photo is known whose landmarks lie so far out: the true network's are moved by thirty squares.
      const astray: Engine['landmarks'] = async (squares) =>
        (await landmarks(squares)).map((points) => points.map((share, at) => share + (at % 2 ? 0 : 30)));
      const faces = await look(
        { ...finder, engine: { ...finder.engine, landmarks: astray } },
        await readDemo(1),
      );
      t.is(faces.length, 3);
      for (const face of faces) {
        t.false('descriptor' in face);
        t.true(Number.isFinite(face.quality.sharpness));
      }
    },
  );

for (const backend of BACKENDS)
  testWith(backend)(
    `face-api on ${backend} gives 128 zeros for a crop without pixels, and says nothing`,
    (t) => {
      t.deepEqual(theirs.get(backend)!.ofNothing, Array(128).fill(0));
    },
  );

for (const backend of BACKENDS)
  testWith(backend)(`Where face-api on ${backend} puts boxes beyond the photo, ours end with it`, (t) => {
    for (const index of CUTS.keys()) {
      const at = DEMO_FACES.length + index;
      const { width, height, faces } = theirs.get(backend)!.photos[at]!;
      const inside = ({ box }: FoundFace) => box.x + box.width <= width && box.y + box.height <= height;
      t.false(faces.every(inside));
      t.true(ours.get('onnx')!.photos[at]!.every(inside));
    }
  });

test('A box is cut to the whole pixels that lie in the picture', (t) => {
  const picture = { width: 100, height: 50, rgb: new Uint8Array() };
  t.deepEqual(clipToPicture({ x: -3.5, y: 2.7, width: 20.2, height: 100 }, picture), {
    x: 0,
    y: 2,
    width: 16,
    height: 47,
  });
});

function same(t: ExecutionContext, found: FoundFace[], { faces, ...size }: LookedAt) {
  t.is(found.length, faces.length);
  t.true(found.length > 0);
  for (const [index, face] of found.entries()) {
    const other = faces[index]!;
    const boxes = farthest(sides(face.box), sides(clipped(other.box, size)));
    t.true(boxes <= BOX, `box ${boxes} pixels off`);
    const score = Math.abs(face.score - other.score);
    t.true(score < SCORE, `score ${score} off`);
    const landmarks = farthest(face.landmarks, other.landmarks);
    t.true(landmarks < LANDMARK, `landmarks ${landmarks} pixels off`);
    t.is(face.descriptor.length, 128);
    const distance = euclidean(described(face), described(other));
    t.true(distance < DESCRIPTOR, `descriptor at ${distance}`);
  }
}

const sides = ({ x, y, width, height }: Rect) => [x, y, width, height];

/** Ours are the pixels of theirs that lie in the picture. */
function clipped({ x, y, width, height }: Rect, size: { width: number; height: number }): Rect {
  return { x, y, width: Math.min(width, size.width - x), height: Math.min(height, size.height - y) };
}

const described = ({ descriptor }: FoundFace) => ({
  descriptor: Float32Array.from(descriptor),
  space: 'face-api',
});
