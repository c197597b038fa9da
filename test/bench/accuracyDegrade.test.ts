import test from 'ava';
import sharp from 'sharp';
import { chooseFace } from '../../bench/accuracy/chooseFace.ts';
import { DEGRADATIONS, levelsOf } from '../../bench/accuracy/degrade/degradations.ts';
import { figuresOf } from '../../bench/accuracy/degrade/measureDegraded.ts';
import type { Picture } from '../../faces/Picture.ts';

/** Black, with a white square of 20 pixels as its "face", off the middle and not square itself. */
const FACE = { x: 30, y: 100, width: 20, height: 20 };
const picture: Picture = { width: 240, height: 160, rgb: new Uint8Array(240 * 160 * 3) };
for (let y = FACE.y; y < FACE.y + FACE.height; y++)
  picture.rgb.fill(255, (y * 240 + FACE.x) * 3, (y * 240 + FACE.x + FACE.width) * 3);

/** Size of a photo, and the centre of what is white in it: above the grey of new corners. */
async function look(photo: Buffer) {
  const { data, info } = await sharp(photo).raw().toBuffer({ resolveWithObject: true });
  let [weight, x, y] = [0, 0, 0];
  for (let at = 0; at < data.length; at += info.channels) {
    const pixel = at / info.channels;
    const white = Math.max(0, data[at]! - 140);
    weight += white;
    x += white * ((pixel % info.width) + 0.5);
    y += white * (Math.floor(pixel / info.width) + 0.5);
  }
  return { ...info, data, x: x / weight, y: y / weight };
}

const levels = levelsOf([...DEGRADATIONS], 30);

test('There are turns all round, and sizes, blurs and qualities from mild to hard', (t) => {
  const values = (kind: string) => levels.filter(({ by }) => by === kind).map(({ level }) => level);
  t.deepEqual(values('roll'), [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330]);
  t.is(values('size')[0], 120);
  t.is(values('size').at(-1), 20);
  t.is(values('quality')[0], 90);
  t.is(values('quality').at(-1), 10);
  t.true(values('blur').length > 0);
  t.is(levelsOf(['roll'], 10).length, 36);
  t.deepEqual(levelsOf([], 30), []);
});

for (const level of levelsOf(['roll'], 30))
  test(`Turned by ${level.label}, the face is where it is said to be, and all of the photo is there`, async (t) => {
    const { photo, face } = (await level.degrade(picture, FACE))!;
    const seen = await look(photo);
    t.true(Math.hypot(seen.x - face.x, seen.y - face.y) < 2, `${seen.x}, ${seen.y}: ${face.x}, ${face.y}`);
    t.is(face.within, 10);
    const angle = (level.level * Math.PI) / 180;
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
    t.true(Math.abs(seen.width - (240 * cos + 160 * sin)) < 2);
    t.true(Math.abs(seen.height - (240 * sin + 160 * cos)) < 2);
    // The corner is the photo's own black, or grey where the photo does not reach it.
    t.is(seen.data[0], level.level % 90 === 0 ? 0 : 128);
  });

test('Turned by 0 degrees a photo is the same, and by 90 it is turned clockwise', async (t) => {
  const [upright] = levelsOf(['roll'], 30);
  const same = await look((await upright!.degrade(picture, FACE))!.photo);
  t.deepEqual(new Uint8Array(same.data), picture.rgb);
  const quarter = (await levelsOf(['roll'], 90)[1]!.degrade(picture, FACE))!;
  // Its centre (40, 110) in 240 x 160 goes to (160 - 110, 40) in 160 x 240.
  t.deepEqual({ x: Math.round(quarter.face.x), y: Math.round(quarter.face.y) }, { x: 50, y: 40 });
});

test('Made smaller, the face has the width that was asked for; a photo is never made larger', async (t) => {
  const wide = { x: 20, y: 90, width: 40, height: 40 };
  for (const level of levelsOf(['size'], 30)) {
    const degraded = await level.degrade(picture, wide);
    if (level.level >= 40) {
      t.is(degraded, undefined, level.label);
      continue;
    }
    const seen = await look(degraded!.photo);
    t.is(seen.width, (240 * level.level) / 40);
    t.true(Math.hypot(seen.x - degraded!.face.x, seen.y - degraded!.face.y) < 0.5);
    t.is(degraded!.face.within, level.level / 2);
  }
});

test('A blur has the sigma that was asked for', async (t) => {
  // An edge between black and white, blurred, is the Gaussian's distribution: 84.13 % one sigma into the white.
  const edge: Picture = { width: 200, height: 60, rgb: new Uint8Array(200 * 60 * 3) };
  for (let y = 0; y < 60; y++) edge.rgb.fill(255, (y * 200 + 100) * 3, (y + 1) * 200 * 3);
  const face = { x: 0, y: 0, width: 200, height: 200 };
  for (const level of levelsOf(['blur'], 30)) {
    const sigma = (level.level / 100) * 200;
    const { data, width, channels } = await look((await level.degrade(edge, face))!.photo);
    const at = (x: number) => data[(30 * width + x) * channels]! / 255;
    // Pixel x has its centre at x + 0.5, the edge lies at 100.
    const [low, high] = [at(Math.floor(99.5 + sigma)), at(Math.floor(99.5 + sigma) + 1)];
    const share = low + (high - low) * ((99.5 + sigma) % 1);
    t.true(Math.abs(share - 0.8413) < 0.03, `${level.label}: ${share}`);
  }
  const tiny = { ...face, width: 20 };
  t.is(await levelsOf(['blur'], 30)[0]!.degrade(edge, tiny), undefined);
});

test('Light is what the photo has, so many times, and white at most', async (t) => {
  const grey: Picture = { width: 8, height: 8, rgb: new Uint8Array(8 * 8 * 3).fill(100) };
  for (const level of levelsOf(['light'], 30)) {
    const { data } = await look((await level.degrade(grey, FACE))!.photo);
    t.is(data[0], Math.min(255, Math.round(100 * level.level)), level.label);
  }
});

test('Qualities give JPEGs, each smaller than the one before', async (t) => {
  const noise = { ...picture, rgb: picture.rgb.map((_, at) => (at * 7919) % 251) };
  const photos = await Promise.all(levelsOf(['quality'], 30).map((level) => level.degrade(noise, FACE)));
  const sizes = photos.map((degraded) => degraded!.photo.length);
  t.deepEqual(
    sizes,
    sizes.toSorted((a, b) => b - a),
  );
  t.is(new Set(sizes).size, sizes.length);
  for (const degraded of photos) t.is((await sharp(degraded!.photo).metadata()).format, 'jpeg');
});

const apart = (a: Float32Array, b: Float32Array) => Math.abs(a[0]! - b[0]!);
const reference = (person: string, at: number) => ({ person, descriptor: Float32Array.of(at) });
const probe = (of: number, at?: number) => ({
  reference: of,
  descriptor: at === undefined ? undefined : Float32Array.of(at),
  usable: at !== undefined,
});

test('A degraded photo is compared with its own and with all other undegraded ones', (t) => {
  const references = [
    reference('ann', 0),
    reference('ann', 0.25),
    reference('bob', 2),
    reference('bob', 2.25),
  ];
  const probes = [probe(0, 0.125), { ...probe(1, 0.5), usable: false }, probe(2, 1), probe(3)];
  t.deepEqual(figuresOf(probes, references, apart, false), {
    photos: 4,
    found: 3,
    usable: 2,
    medianDistance: 0.25,
    fartherThan06: 1,
    // Genuine 0.125, 0.5, 1.25; impostor 1.875, 2.125, 1.5, 1.75, 1, 0.75: a third is missed from 0.5 to 1.25, and
    // two of six impostors lie below that.
    eer: 1 / 3,
  });
  const strict = figuresOf([probe(0, 0), probe(1, 0.25), probe(2), probe(3)], references, apart, true);
  t.is(strict.found, 2);
  t.is(strict.eer, 0.5);
});

test('Where nothing was found there is no median and no EER', (t) => {
  const references = [reference('ann', 0), reference('bob', 1)];
  const none = { photos: 2, found: 0, usable: 0, medianDistance: null, fartherThan06: 0, eer: null };
  t.deepEqual(figuresOf([probe(0), probe(1)], references, apart, false), none);
  t.deepEqual(figuresOf([], references, apart, false), { ...none, photos: 0 });
});

test('The face that counts is the largest, the one nearest the middle, or the one at its place', (t) => {
  const face = (x: number, y: number, size: number) => ({ box: { x, y, width: size, height: size } });
  const [large, central, small] = [face(0, 0, 60), face(80, 40, 20), face(150, 70, 10)];
  const faces = [small, large, central];
  t.is(chooseFace(faces, { width: 200, height: 100 }, 'largest'), large);
  t.is(chooseFace(faces, { width: 200, height: 100 }, 'middle'), central);
  const at = (x: number, y: number) => chooseFace(faces, { width: 200, height: 100 }, { x, y, within: 5 });
  t.is(at(155, 78), small);
  t.is(at(155, 81), undefined);
  t.is(chooseFace([], { width: 200, height: 100 }, 'largest'), undefined);
});
