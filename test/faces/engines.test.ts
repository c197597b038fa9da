import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { EngineName } from '../../config/settings.ts';
import { overlap } from '../../faces/detect.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import type { FacesOfDemo, FoundFace } from './support/facesOfDemo.ts';
import { inProcess } from './support/inProcess.ts';
import { have, testWith } from './support/needs.ts';
import { farthest } from './support/pixels.ts';
import { DEMO_FACES } from './support/project.ts';

const withTfjsNode = testWith('tfjs-node');
const ENGINES: EngineName[] = ['tfjs-wasm', 'tfjs-node'];

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
 * 0.043, mean 0.057, farthest 0.187 (the same with both engines).
 */
const DECODER_MEAN = 0.065;
const DECODER_FARTHEST = 0.21;

const found = new Map<EngineName, FacesOfDemo>();
let folder: string;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-pixels-'));
  // TensorFlow's own decoder is a part of tfjs-node.
  const pixels = have('tfjs-node');
  if (pixels) await inProcess('tensorflowPixels.ts', folder);
  for (const engine of ENGINES)
    if (engine === 'tfjs-wasm' || have('tfjs-node'))
      found.set(engine, await inProcess('facesOfDemo.ts', engine, ...(pixels ? [folder] : [])));
});

test.after.always(() => rm(folder, { recursive: true, force: true }));

for (const engine of ENGINES) {
  const testEngine: typeof withTfjsNode = engine === 'tfjs-node' ? withTfjsNode : test.serial;
  testEngine(`${engine} finds every face in face-api's demo photos, and no other`, (t) => {
    const { engine: name, sharp } = found.get(engine)!;
    t.is(name, engine);
    t.deepEqual(
      sharp.map((faces) => faces.length),
      DEMO_FACES,
    );
    t.true(sharp.flat().every(({ descriptor }) => descriptor.length === 128));
  });

  withTfjsNode(`${engine} gives face-api's own descriptors for TensorFlow's own pixels`, (t) => {
    const { tensorflow } = found.get(engine)!;
    for (const [index, numbers] of FIRST_FACES.entries()) {
      const off = farthest(tensorflow![index]![0]!.descriptor.slice(0, 4), numbers);
      t.true(off < 1e-3, `sample${index + 1} is ${off} off`);
    }
  });

  withTfjsNode(`${engine} moves a face little between sharp's pixels and TensorFlow's`, (t) => {
    const { sharp, tensorflow } = found.get(engine)!;
    const distances = pairs(sharp, tensorflow!).map(([a, b]) => euclidean(a, b));
    t.is(distances.length, 22);
    t.log(`nearest ${Math.min(...distances)}, mean ${mean(distances)}, farthest ${Math.max(...distances)}`);
    t.true(Math.max(...distances) < DECODER_FARTHEST);
    t.true(mean(distances) < DECODER_MEAN);
  });
}

withTfjsNode('Both engines give the same descriptors for the same pixels', (t) => {
  const [wasm, native] = ENGINES.map((engine) => found.get(engine)!);
  const off = pairs(wasm!.sharp, native!.sharp).map(([a, b]) => farthest(a, b));
  t.is(off.length, 22);
  t.log(`at most ${Math.max(...off)} a number`);
  t.true(Math.max(...off) < 1e-3);
});

/** The descriptors of both, each with its counterpart's: the face at the same place in the same photo. */
function pairs(one: FoundFace[][], other: FoundFace[][]): [Float32Array, Float32Array][] {
  return one.flatMap((faces, photo) =>
    faces.flatMap(({ box, descriptor }): [Float32Array, Float32Array][] => {
      const same = other[photo]!.filter((face) => overlap(face.box, box) > 0.5);
      return same.map((face) => [Float32Array.from(descriptor), Float32Array.from(face.descriptor)]);
    }),
  );
}

function mean(values: number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
