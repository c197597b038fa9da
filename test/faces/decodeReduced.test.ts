import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import sharp, { type Sharp } from 'sharp';
import { damaged } from '../../faces/decode/damaged.ts';
import { decode } from '../../faces/decode/decode.ts';
import type { Photo } from '../../faces/decode/Photo.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import type { Picture, Rect } from '../../faces/Picture.ts';
import { difference } from './support/pixels.ts';
import { MAX_PIXELS, readDemo } from './support/project.ts';

/** A demo photo, lossless, of a size that neither 2, 4 nor 8 divides. */
let png: Buffer;
const [WIDTH, HEIGHT] = [645, 427];

test.before(async () => {
  png = await sharp(await readDemo(1))
    .resize(WIDTH, HEIGHT, { fit: 'fill' })
    .png()
    .toBuffer();
});

const reduced = (bytes: Buffer, enough: number): Promise<Photo> =>
  decode(bytes, { maxPixels: MAX_PIXELS, enough });
const inFull = (bytes: Buffer): Promise<Photo> => decode(bytes, { maxPixels: MAX_PIXELS });

test.serial(
  'A JPEG is reduced by the most of 2, 4 and 8 that leaves enough of its longer side',
  async (t) => {
    const lying = await sharp(png).jpeg().toBuffer();
    const standing = await sharp(png).rotate(90).jpeg().toBuffer();
    for (const [enough, longer, shorter] of [
      [1000, 645, 427],
      [645, 645, 427],
      [323, 645, 427],
      [322, 322, 213],
      [162, 322, 213],
      [161, 161, 106],
      [80, 80, 53],
      [1, 80, 53],
    ] as const) {
      const photo = await reduced(lying, enough);
      t.deepEqual([photo.width, photo.height], [WIDTH, HEIGHT]);
      t.deepEqual([photo.picture.width, photo.picture.height], [longer, shorter], `${enough}`);
      const { picture } = await reduced(standing, enough);
      t.deepEqual([picture.width, picture.height], [shorter, longer], `${enough}, standing`);
    }
  },
);

test.serial('Formats whose decoders cannot reduce come in full', async (t) => {
  for (const write of [(p: Sharp) => p.png(), (p: Sharp) => p.gif(), (p: Sharp) => p.avif()]) {
    const { picture } = await reduced(await write(sharp(png)).toBuffer(), 1);
    t.deepEqual([picture.width, picture.height], [WIDTH, HEIGHT]);
  }
});

test.serial('A photo of a few rows is never reduced to none', async (t) => {
  const strip = await sharp(png).resize(640, 3, { fit: 'fill' }).jpeg().toBuffer();
  const { picture } = await reduced(strip, 10);
  t.deepEqual([picture.width, picture.height], [320, 1]);
});

/** Each way to write the photo, and how far (mean levels of 255) it may be from averaging the photo in full. */
const WRITTEN: [what: string, levels: number, write: (photo: Sharp) => Sharp][] = [
  ['baseline JPEG', 1, (photo) => photo.jpeg({ quality: 90 })],
  ['JPEG with colours in full', 1, (photo) => photo.jpeg({ quality: 90, chromaSubsampling: '4:4:4' })],
  ['progressive JPEG', 1, (photo) => photo.jpeg({ quality: 90, progressive: true })],
  ['grey JPEG', 1, (photo) => photo.toColourspace('b-w').jpeg({ quality: 90 })],
  ['CMYK JPEG', 1.5, (photo) => photo.toColourspace('cmyk').jpeg({ quality: 90 })],
  ['JPEG with a wide-gamut profile', 1, (photo) => photo.withIccProfile('p3').jpeg({ quality: 90 })],
  ['lossy WebP', 1, (photo) => photo.webp({ quality: 90 })],
  ['lossless WebP', 1, (photo) => photo.webp({ lossless: true })],
  ['WebP with transparency', 1, (photo) => photo.ensureAlpha(0.5).webp({ quality: 90 })],
];

for (const [what, levels, write] of WRITTEN)
  test.serial(`Reduced by its decoder, a photo is what averaging makes of it: ${what}`, async (t) => {
    const bytes = await write(sharp(png)).toBuffer();
    const { picture: full } = await inFull(bytes);
    for (const [enough, width] of [
      [322, 322],
      [161, 161],
      [80, 80],
    ] as const) {
      const photo = await reduced(bytes, enough);
      t.is(photo.picture.width, width);
      const off = difference(photo.picture, averaged(photo, full));
      t.true(off < levels, `${off} levels off at ${width} pixels`);
    }
  });

for (const format of ['jpeg', 'webp'] as const)
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8])
    test.serial(
      `A ${format} of EXIF orientation ${orientation} is reduced upright, and in place`,
      async (t) => {
        const bytes = await sharp(png)
          .withMetadata({ orientation })
          .toFormat(format, { quality: 95 })
          .toBuffer();
        const { picture: full } = await inFull(bytes);
        const photo = await reduced(bytes, 80);
        t.deepEqual([photo.width, photo.height], [full.width, full.height]);
        t.is(Math.max(photo.picture.width, photo.picture.height), 80);
        // What lies elsewhere by a quarter of a pixel of the picture is 1.4 levels off and more.
        const off = difference(photo.picture, averaged(photo, full));
        t.true(off < 1, `${off} levels off`);
        const aside = { ...photo, inFull: (rect: Rect) => photo.inFull({ ...rect, x: rect.x + 0.25 }) };
        t.true(difference(photo.picture, averaged(aside, full)) > 2);
      },
    );

test.serial('A JPEG or WebP that is cut short is damaged, reduced or not', async (t) => {
  for (const write of [
    (photo: Sharp) => photo.jpeg(),
    (photo: Sharp) => photo.jpeg({ progressive: true }),
    (photo: Sharp) => photo.toColourspace('b-w').jpeg(),
    (photo: Sharp) => photo.webp(),
    (photo: Sharp) => photo.webp({ lossless: true }),
  ]) {
    const whole = await write(sharp(png)).toBuffer();
    for (const enough of [1000, 322, 161, 80])
      for (const share of [0.02, 0.1, 0.5, 0.9, 0.999]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        const error = await t.throwsAsync(reduced(cut, enough), { instanceOf: PhotoError });
        t.is(error?.reason, 'damaged', `${share} at ${enough}`);
        t.notRegex(error?.message ?? '', /face-inbox-/);
      }
  }
});

test.serial(
  'Decoding leaves no file behind, and a folder that cannot be written is no fault of the photo',
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'face-inbox-test-'));
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      const jpeg = await sharp(png).jpeg().toBuffer();
      t.is((await reduced(jpeg, 80)).picture.width, 80);
      await t.throwsAsync(reduced(jpeg.subarray(0, jpeg.length >> 1), 80), { instanceOf: PhotoError });
      t.deepEqual(await readdir(folder), []);
      process.env.TMPDIR = join(folder, 'absent');
      await t.throwsAsync(reduced(jpeg, 80), { code: 'ENOENT' });
    } finally {
      process.env.TMPDIR = before;
      if (before === undefined) delete process.env.TMPDIR;
      await rm(folder, { recursive: true });
    }
  },
);

test('That memory or a file of ours is missing is no fault of the photo', (t) => {
  for (const message of ['Input file is missing: /tmp/x.jpg', 'out of memory -- size == 12MB'])
    t.throws(() => damaged(new Error(message)), { name: 'Error', message });
  t.throws(() => damaged(new Error('VipsJpeg: premature end')), { name: 'PhotoError' });
});

/** What averaging the photo in full makes of each pixel of its picture, where `inFull` says that it lies. */
function averaged(photo: Photo, full: Picture): Picture {
  const { width, height } = photo.picture;
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const mean = meanOf(full, photo.inFull({ x, y, width: 1, height: 1 }));
      rgb.set(mean, (y * width + x) * 3);
    }
  return { width, height, rgb };
}

/** The mean colour of a rectangle, each pixel weighted by what lies in it. */
function meanOf({ width, height, rgb }: Picture, rect: Rect): number[] {
  const sums = [0, 0, 0];
  let area = 0;
  for (let y = Math.max(0, Math.floor(rect.y)); y < Math.min(height, rect.y + rect.height); y++)
    for (let x = Math.max(0, Math.floor(rect.x)); x < Math.min(width, rect.x + rect.width); x++) {
      const across = Math.min(x + 1, rect.x + rect.width) - Math.max(x, rect.x);
      const weight = across * (Math.min(y + 1, rect.y + rect.height) - Math.max(y, rect.y));
      for (let channel = 0; channel < 3; channel++)
        sums[channel]! += weight * rgb[(y * width + x) * 3 + channel]!;
      area += weight;
    }
  return sums.map((sum) => Math.round(sum / area));
}
