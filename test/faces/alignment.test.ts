import test from 'ava';
import sharp from 'sharp';
import { readSettings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { type Face, findFaces } from '../../faces/findFaces.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import { DEMO_FACES, MAX_PIXELS, readDemo } from './support/project.ts';

let finder: Finder;
test.before(async () => {
  finder = await openFinder(readSettings({ DETECT_SMALL: 'never' }));
});

const lookAt = async (bytes: Buffer, enough?: number, by = finder) =>
  (await findFaces(await decode(bytes, { maxPixels: MAX_PIXELS, enough }), by)).faces;

const apart = (a: Face, b: Face) =>
  euclidean(
    { descriptor: a.descriptor!, space: finder.space },
    { descriptor: b.descriptor!, space: finder.space },
  );
const nearest = (face: Face, others: Face[]) => Math.min(...others.map((other) => apart(face, other)));

/** A demo photo at a third of its size, turned clockwise on a grey ground that takes it whole. */
async function turned(sample: number, degrees: number): Promise<Buffer> {
  const small = await sharp(await readDemo(sample))
    .resize({ width: 1000 })
    .png()
    .toBuffer();
  return sharp(small).rotate(degrees, { background: '#808080' }).png().toBuffer();
}

for (const degrees of [40, 90, 135, 180, 250, 300])
  test.serial(`Faces of a photo turned by ${degrees} degrees are the same faces`, async (t) => {
    const upright = await lookAt(await turned(1, 0));
    const faces = await lookAt(await turned(1, degrees));
    t.is(upright.length, 3);
    t.is(faces.length, 3);
    for (const face of faces) t.true(nearest(face, upright) < 0.35, `${nearest(face, upright)}`);
  });

test.serial('A turned photo gives faces that are turned as much', async (t) => {
  const [upright] = await lookAt(await turned(3, 0));
  for (const degrees of [30, 90, 180]) {
    const faces = await lookAt(await turned(3, degrees));
    const same = faces.reduce((a, b) => (apart(b, upright!) < apart(a, upright!) ? b : a));
    const by = (same.quality.roll - upright!.quality.roll - degrees + 540) % 360;
    t.true(Math.abs(by - 180) < 12, `${degrees}: ${same.quality.roll}`);
  }
});

test.serial('No two of 31 surely different people in the demo photos are nearer than 0.58', async (t) => {
  const distances: number[] = [];
  for (const [index, count] of DEMO_FACES.entries()) {
    const faces = await lookAt(await readDemo(index + 1));
    t.is(faces.length, count);
    faces.forEach((face, at) => {
      for (const other of faces.slice(at + 1)) distances.push(apart(face, other));
    });
  }
  t.is(distances.length, 31);
  t.true(Math.min(...distances) > 0.58, `${Math.min(...distances)}`);
});

test.serial(
  'A photo of 12 megapixels decoded at half its size shows the same faces as in full',
  async (t) => {
    const large = await sharp(await readDemo(5))
      .resize({ width: 4000 })
      .jpeg({ quality: 92 })
      .toBuffer();
    const full = await lookAt(large);
    const reduced = await lookAt(large, finder.enough);
    t.is(full.length, 5);
    t.is(reduced.length, full.length);
    for (const face of reduced) {
      const same = full.reduce((a, b) => (apart(face, b) < apart(face, a) ? b : a));
      t.true(apart(face, same) < 0.06, `descriptor ${apart(face, same)}`);
      t.true(Math.abs(face.box.x - same.box.x) < 12 && Math.abs(face.box.width - same.box.width) < 12);
    }
  },
);

test.serial('Faces too small in the reduced picture are cut out of the photo in full', async (t) => {
  const all = await openFinder(readSettings({}));
  const drifts: number[] = [];
  for (const [index, count] of DEMO_FACES.entries()) {
    // About 100 pixels wide in a photo of 12 megapixels: 50 in the picture that is looked at.
    const faces = await sharp(await readDemo(index + 1))
      .resize({ width: 1300 })
      .toBuffer();
    const large = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#8090a0' } })
      .composite([{ input: faces, left: 1500, top: 1000 }])
      .jpeg({ quality: 92 })
      .toBuffer();
    const full = await lookAt(large, undefined, all);
    const reduced = await lookAt(large, all.enough, all);
    t.is(full.length, count);
    t.is(reduced.length, count);
    for (const face of full.filter(({ plausible }) => plausible)) drifts.push(nearest(face, reduced));
  }
  drifts.sort((a, b) => a - b);
  const [middle, most] = [drifts[drifts.length >> 1]!, drifts.at(-1)!];
  // Nearly as near as the 8-bit descriptors of one photo are to those in floats; the box is found at half the size.
  t.true(middle < 0.06 && most < 0.13, `${drifts.length} faces: ${middle} in the median, ${most} at most`);
});
