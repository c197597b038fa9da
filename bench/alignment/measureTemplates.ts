/**
 * Measures faces/align/templates.ts: `node bench/alignment/measureTemplates.ts DIR...`, folders of photos. Needs a
 * Python with dlib (see dlibLandmarks.py), named by FACE_INBOX_PYTHON. Prints both templates, 68 points each.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readSettings } from '../../config/settings.ts';
import type { Framed } from '../../faces/align/Framed.ts';
import { landmarksIn, place, squareRound } from '../../faces/align/place.ts';
import { apply, fitSimilarity, mean, type Similarity } from '../../faces/align/Similarity.ts';
import { decode } from '../../faces/decode/decode.ts';
import { findBoxes } from '../../faces/detect/findBoxes.ts';
import { LANDMARK_SIZE } from '../../faces/engine/Engine.ts';
import { openFinder } from '../../faces/Finder.ts';
import type { Picture, Point } from '../../faces/Picture.ts';
import { listPhotos } from '../accuracy/listPhotos.ts';
import { DLIB_CHIP, DLIB_LANDMARKS } from './dlibChip.ts';

/** The landmark frame is larger by this than face-api's square; the chip smaller than dlib's. Found by trial. */
const FRAME_LARGER = 1.1;
const CHIP_SMALLER = 0.96;

const settings = readSettings();
const { engine, looks } = await openFinder(settings);
const photos: { picture: Picture; faces: Framed[] }[] = [];
for (const folder of process.argv.slice(2))
  for (const name of (await listPhotos(folder)).photos) {
    const photo = await decode(await readFile(join(folder, name)), { maxPixels: settings.maxPixels });
    const found = await findBoxes(photo, engine, looks);
    const { picture } = photo;
    photos.push({ picture, faces: found.map(({ box, turn }) => ({ picture, box, turn })) });
  }

const shares: Point[][] = [];
const inDlibsChip: Point[][] = [];
const dlib = await askDlib();
for (const [at, { faces }] of photos.entries()) {
  const squares = faces.map(({ box, turn }) => squareRound(box, turn));
  const first = await landmarksIn(faces, squares, engine);
  const second = await place(faces, engine);
  faces.forEach((_, face) => {
    const theirs = dlib[at]![face];
    if (!theirs) return;
    shares.push(first[face]!.map((point) => inSquare(point, squares[face]!)));
    const points = theirs.map(([x, y]) => ({ x, y }));
    const toChip = fitSimilarity(
      DLIB_LANDMARKS.map((landmark) => points[landmark]!),
      DLIB_CHIP,
    );
    inDlibsChip.push(second[face]!.landmarks.map((point) => apply(toChip, point)));
  });
}
const around = ({ x, y }: Point, by: number) => [0.5 + (x - 0.5) / by, 0.5 + (y - 0.5) / by];
const means = (of: Point[][]) => of[0]!.map((_, landmark) => mean(of.map((points) => points[landmark]!)));
console.log(
  JSON.stringify({
    faces: shares.length,
    landmarkFrame: means(shares).map((point) => around(point, FRAME_LARGER)),
    trainedChip: means(inDlibsChip).map((point) => around(point, CHIP_SMALLER)),
  }),
);

/** As shares of the square's edge; squares round a box are not turned where the photo is upright. */
function inSquare({ x, y }: Point, square: Similarity): Point {
  return { x: (x - square.x) / square.cos / LANDMARK_SIZE, y: (y - square.y) / square.cos / LANDMARK_SIZE };
}

async function askDlib(): Promise<([number, number][] | null)[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-'));
  try {
    const question = await Promise.all(
      photos.map(async ({ picture: { width, height, rgb }, faces }, index) => {
        const file = join(folder, `${index}.rgb`);
        await writeFile(file, rgb);
        const boxes = faces.map(({ box }) => [box.x, box.y, box.width, box.height]);
        return { rgb: file, width, height, boxes };
      }),
    );
    const python = spawn(
      process.env.FACE_INBOX_PYTHON ?? 'python3',
      [join(import.meta.dirname, 'dlibLandmarks.py')],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    python.stdin.end(JSON.stringify(question));
    const [answer, [code]] = await Promise.all([text(python.stdout), once(python, 'close')]);
    if (code !== 0) throw new Error(`dlibLandmarks.py ended with ${code}: see above; it needs dlib.`);
    return JSON.parse(answer);
  } finally {
    await rm(folder, { recursive: true });
  }
}
