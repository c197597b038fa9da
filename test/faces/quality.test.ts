import test from 'ava';
import sharp from 'sharp';
import { readSettings, SETTINGS } from '../../config/settings.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import type { Face } from '../../faces/findFaces.ts';
import type { Square } from '../../faces/Picture.ts';
import { quality } from '../../faces/quality.ts';
import { look } from './support/look.ts';
import { DEMO_FACES, readDemo } from './support/project.ts';

let finder: Finder;
test.before(async () => {
  finder = await openFinder(readSettings({}));
});

/** The face of `faces` whose middle is the nearest to that of `face`. */
const sameFace = (face: Face, faces: Face[]) => {
  const middle = ({ box }: Face) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const far = (other: Face) =>
    Math.hypot(middle(other).x - middle(face).x, middle(other).y - middle(face).y) / face.box.width;
  const nearest = faces.toSorted((a, b) => far(a) - far(b))[0];
  return nearest && far(nearest) < 0.5 ? nearest : undefined;
};

for (const [index, count] of DEMO_FACES.entries())
  test.serial(
    `The more sample${index + 1} is blurred, the less sharp is every face, until none can be enrolled`,
    async (t) => {
      const bytes = await readDemo(index + 1);
      const faces = await look(finder, bytes);
      const [blurred, veryBlurred] = [
        await look(finder, await sharp(bytes).blur(2).png().toBuffer()),
        await look(finder, await sharp(bytes).blur(6).png().toBuffer()),
      ];
      t.is(faces.length, count);
      let compared = 0;
      for (const face of faces) {
        const sharpnesses = [face, sameFace(face, blurred), sameFace(face, veryBlurred)].map(
          (each) => each?.quality.sharpness ?? Number.NaN,
        );
        t.log(`${face.box.width} px: ${sharpnesses.map((value) => value.toFixed(1)).join(', ')}`);
        if (Number.isNaN(sharpnesses[2]!)) continue;
        compared++;
        t.true(sharpnesses[0]! > sharpnesses[1]! && sharpnesses[1]! > sharpnesses[2]!);
        t.true(sharpnesses[0]! > SETTINGS.enrolMinSharpness.fallback);
        t.true(sharpnesses[2]! < SETTINGS.enrolMinSharpness.fallback);
      }
      t.true(compared >= count - 1);
    },
  );

test.serial(
  'A photo that is turned clockwise adds its turn to the roll; a mirrored one turns the yaw round',
  async (t) => {
    const bytes = await sharp(await readDemo(3))
      .resize(960)
      .png()
      .toBuffer();
    const upright = await look(finder, bytes);
    const turned = await look(
      finder,
      await sharp(bytes).rotate(15, { background: '#808080' }).png().toBuffer(),
    );
    const mirrored = await look(finder, await sharp(bytes).flop().png().toBuffer());
    t.is(turned.length, upright.length);
    t.is(mirrored.length, upright.length);
    const left = (faces: Face[]) => faces.toSorted((a, b) => a.box.x - b.box.x);
    for (const [index, face] of left(upright).entries()) {
      const { roll } = left(turned)[index]!.quality;
      t.true(Math.abs(roll - face.quality.roll - 15) < 5, `roll ${face.quality.roll}, turned ${roll}`);
      const { yaw } = left(mirrored).at(-1 - index)!.quality;
      t.true(Math.abs(yaw + face.quality.yaw) < 8, `yaw ${face.quality.yaw}, mirrored ${yaw}`);
    }
  },
);

test.serial('A photo with half of its light has faces of half the brightness', async (t) => {
  const bytes = await sharp(await readDemo(1))
    .png()
    .toBuffer();
  const faces = await look(finder, bytes);
  const darker = await look(finder, await sharp(bytes).linear(0.5, 0).png().toBuffer());
  for (const face of faces) {
    const { brightness } = sameFace(face, darker)!.quality;
    t.true(Math.abs(brightness - face.quality.brightness / 2) < 4);
  }
});

const landmarks = Array.from({ length: 68 }, (_, at) => ({ x: (at * 37) % 100, y: (at * 53) % 100 }));
const box = { x: 0, y: 0, width: 99.6, height: 120 };
const chip = (colour: (x: number, y: number) => [number, number, number]): Square => ({
  size: 150,
  rgb: Float32Array.from({ length: 150 * 150 * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return colour(pixel % 150, Math.floor(pixel / 150))[at % 3]!;
  }),
});

test('Brightness is the mean luma: black 0, white 255, green brighter than red brighter than blue', (t) => {
  const brightness = (...colour: [number, number, number]) =>
    quality(
      chip(() => colour),
      box,
      landmarks,
    ).brightness;
  t.is(brightness(0, 0, 0), 0);
  t.true(Math.abs(brightness(255, 255, 255) - 255) < 0.01);
  t.true(Math.abs(brightness(255, 0, 0) - 76.2) < 0.1);
  t.true(Math.abs(brightness(0, 255, 0) - 149.7) < 0.1);
  t.true(Math.abs(brightness(0, 0, 255) - 29.1) < 0.1);
});

test('An even square has no sharpness, a chequered one the most there is', (t) => {
  t.true(
    quality(
      chip(() => [90, 90, 90]),
      box,
      landmarks,
    ).sharpness < 1e-3,
  );
  const chequered = chip((x, y) => ((x + y) % 2 ? [255, 255, 255] : [0, 0, 0]));
  t.true(Math.abs(quality(chequered, box, landmarks).sharpness - 1020) < 1);
});

test('The size is the width of the box in whole pixels', (t) => {
  t.is(
    quality(
      chip(() => [0, 0, 0]),
      box,
      landmarks,
    ).size,
    100,
  );
});
