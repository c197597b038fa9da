import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { overlap, suppress } from '../../faces/detect/Detection.ts';
import { anchors, decodeBox } from '../../faces/engine/anchors.ts';
import { openFinder } from '../../faces/Finder.ts';
import type { Square } from '../../faces/Picture.ts';
import { modelFile, type Network } from '../../weights/models.ts';
import { look } from '../faces/support/look.ts';
import { DEMO_FACES, readDemo } from '../faces/support/project.ts';
import { PROCESSORS } from './support/processors.ts';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('./support/runModel.mjs', import.meta.url));
/** With a look at the whole picture of 512 pixels an emulated processor is busy for a quarter of a minute. */
const SAMPLE = 1;

for (const { name, missing, node } of PROCESSORS)
  (missing && process.env.CI !== 'true' ? test.skip : test.serial)(
    `${name}: 8 bits find the same faces and describe them alike${missing ? ` (needs ${missing})` : ''}`,
    async (t) => {
      t.timeout(170_000);
      const folder = await mkdtemp(join(tmpdir(), 'face-inbox-processor-'));
      t.teardown(() => rm(folder, { recursive: true }));
      const command = await node(folder);
      const { detector, recogniser } = await squaresOf(SAMPLE);

      const [here, there] = await onBoth(command, folder, 'ssd_mobilenetv1', [detector]);
      const [wanted, found] = [facesOf(here, detector.size), facesOf(there, detector.size)];
      t.is(wanted.length, DEMO_FACES[SAMPLE - 1]!);
      t.is(found.length, wanted.length);
      for (const face of wanted) t.true(found.some((other) => overlap(face.box, other.box) > 0.95));

      const [ours, theirs] = await onBoth(command, folder, 'face_recognition', recogniser);
      t.is(ours.length, 128 * DEMO_FACES[SAMPLE - 1]!);
      for (let at = 0; at < ours.length; at += 128) {
        const between = Math.hypot(...ours.subarray(at, at + 128).map((value, i) => value - theirs[at + i]!));
        t.true(between < 0.037, `${between}`);
      }
    },
  );

/** What the networks are given for one of the demo photos: the whole picture, and the chips of its faces. */
async function squaresOf(sample: number): Promise<{ detector: Square; recogniser: Square[] }> {
  const finder = await openFinder(readSettings({ PRECISION: 'int8' }));
  const { engine } = finder;
  const looks: Square[] = [];
  const chips: Square[] = [];
  const copy = ({ size, rgb }: Square) => ({ size, rgb: rgb.slice() });
  await look(
    {
      ...finder,
      engine: {
        ...engine,
        detect: (seen, minScore) => {
          if ('size' in seen) looks.push(copy(seen));
          return engine.detect(seen, minScore);
        },
        describe: (squares) => {
          chips.push(...squares.map(copy));
          return engine.describe(squares);
        },
      },
    },
    await readDemo(sample),
  );
  return { detector: looks[0]!, recogniser: chips };
}

/** A model's numbers on this processor and on that of `command`. */
async function onBoth(command: string[], folder: string, network: Network, squares: Square[]) {
  const { size } = squares[0]!;
  const input = join(folder, `${network}.pixels`);
  await writeFile(
    input,
    Buffer.concat(squares.map(({ rgb }) => new Uint8Array(rgb.buffer, 0, rgb.byteLength))),
  );
  const numbers = async (node: string[]) => {
    const output = join(folder, `${network}.numbers`);
    const [file, ...values] = [
      ...node,
      SCRIPT,
      await modelFile(network, 'int8'),
      input,
      String(size),
      output,
    ];
    await run(file!, values);
    const bytes = await readFile(output);
    return new Float32Array(Uint8Array.from(bytes).buffer);
  };
  return [await numbers([process.execPath]), await numbers(command)] as const;
}

/** The detector's numbers are the encodings, then the logits. */
function facesOf(numbers: Float32Array, size: number) {
  const places = anchors(size);
  const logits = numbers.subarray(places.length);
  const found = [...logits].flatMap((logit, at) =>
    logit > 0 ? [{ score: logit, turn: 0 as const, scale: 1, box: decodeBox(numbers, places, at) }] : [],
  );
  return suppress(found, 0.5);
}
