import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { EngineName } from '../../config/settings.ts';
import { overlap } from '../../faces/detect/Detection.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import type { FacesIn, FoundFace } from './support/facesIn.ts';
import { inProcess } from './support/inProcess.ts';
import { type Tool, testWith, wanted } from './support/needs.ts';
import { farthest } from './support/pixels.ts';
import { DEMO_FACES, demoPath } from './support/project.ts';

/** Each engine, and what its tests need. */
const ENGINES: Record<EngineName, Tool[]> = {
  onnx: [],
  'tfjs-node': ['tfjs-node'],
  'tfjs-wasm': ['tfjs-wasm'],
};
const engines = Object.entries(ENGINES) as [EngineName, Tool[]][];

/** The first four numbers of each photo's first face, as face-api gives them on tfjs-node (design page). */
const FIRST_FACES = [
  [-0.0872, 0.0753, 0.0408, -0.0803],
  [-0.082, 0.0633, 0.0742, -0.0621],
  [-0.1377, -0.0178, 0.0792, -0.0647],
  [-0.0739, 0.0955, 0.0479, -0.0929],
  [-0.105, 0.1383, 0.0845, -0.0884],
  [-0.0311, 0.0736, 0.0549, -0.1233],
];

/**
 * sharp's decoder (exact DCT) and TensorFlow's (fast integer DCT) differ by one level of 255 in the mean. That is
 * enough to move boxes and landmarks over whole pixels, and so a descriptor: measured over the 22 faces, median
 * 0.043, mean 0.057, farthest 0.187 (the same with every engine).
 */
const DECODER_MEAN = 0.065;
const DECODER_FARTHEST = 0.21;

/** What each engine finds in the photos as sharp decodes them, and as TensorFlow does. */
const inSharp = new Map<EngineName, FacesIn>();
const inTensorflow = new Map<EngineName, FacesIn>();
let folder: string;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-pixels-'));
  const photos = DEMO_FACES.map((_, index) => demoPath(index + 1));
  // TensorFlow's own decoder is a part of tfjs-node.
  const { written } = wanted('tfjs-node')
    ? await inProcess<{ written: string[] }>('tensorflowPixels.ts', folder)
    : { written: [] };
  for (const [engine, needs] of engines)
    if (needs.every(wanted)) {
      inSharp.set(engine, await inProcess('facesIn.ts', engine, ...photos));
      if (written.length > 0) inTensorflow.set(engine, await inProcess('facesIn.ts', engine, ...written));
    }
});

test.after.always(() => rm(folder, { recursive: true, force: true }));

for (const [engine, needs] of engines) {
  testWith(...needs)(`${engine} finds every face in face-api's demo photos, and no other`, (t) => {
    const found = inSharp.get(engine)!;
    t.is(found.engine, engine);
    t.deepEqual(
      found.photos.map((faces) => faces.length),
      DEMO_FACES,
    );
    t.true(found.photos.flat().every(({ descriptor }) => descriptor.length === 128));
  });

  const withPixels = testWith(...new Set<Tool>([...needs, 'tfjs-node']));
  withPixels(`${engine} gives face-api's own descriptors for TensorFlow's own pixels`, (t) => {
    const { photos } = inTensorflow.get(engine)!;
    for (const [index, numbers] of FIRST_FACES.entries()) {
      const off = farthest(photos[index]![0]!.descriptor.slice(0, 4), numbers);
      t.true(off < 1e-3, `sample${index + 1} is ${off} off`);
    }
  });

  withPixels(`${engine} moves a face little between sharp's pixels and TensorFlow's`, (t) => {
    const distances = pairs(inSharp.get(engine)!, inTensorflow.get(engine)!);
    t.is(distances.length, 22);
    t.log(`nearest ${Math.min(...distances)}, mean ${mean(distances)}, farthest ${Math.max(...distances)}`);
    t.true(Math.max(...distances) < DECODER_FARTHEST);
    t.true(mean(distances) < DECODER_MEAN);
  });

  if (engine !== 'onnx')
    testWith(...needs)(`onnx and ${engine} give the same descriptors for the same pixels`, (t) => {
      const distances = pairs(inSharp.get('onnx')!, inSharp.get(engine)!);
      t.is(distances.length, 22);
      t.log(`at most ${Math.max(...distances)}`);
      t.true(Math.max(...distances) < 1e-4);
    });
}

/** How far each face's descriptor is from that of the face at the same place in the same photo. */
function pairs(one: FacesIn, other: FacesIn): number[] {
  return one.photos.flatMap((faces, photo) =>
    faces.flatMap((face) => {
      const same = other.photos[photo]!.filter(({ box }) => overlap(face.box, box) > 0.5);
      return same.map((counterpart) => euclidean(described(face), described(counterpart)));
    }),
  );
}

const described = ({ descriptor }: FoundFace) => ({
  descriptor: Float32Array.from(descriptor),
  space: 'face-api',
});

function mean(values: number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
