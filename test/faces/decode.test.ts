import test from 'ava';
import sharp, { type Sharp } from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import type { Format } from '../../faces/decode/sniff.ts';
import type { Picture } from '../../faces/Picture.ts';
import { difference, meanColour } from './support/pixels.ts';
import { MAX_PIXELS, readDemo } from './support/project.ts';

/** A demo photo, smaller and lossless, and its pixels. */
let png: Buffer;
let source: Picture;

const look = async (bytes: Buffer): Promise<Picture> =>
  (await decode(bytes, { maxPixels: MAX_PIXELS })).picture;

test.before(async () => {
  png = await sharp(await readDemo(1))
    .resize(480)
    .png()
    .toBuffer();
  source = await look(png);
});

/** Each way to write the photo, and how far (mean levels of 255) it may be from the original for it. */
const WRITTEN: [what: string, Format, levels: number, write: (photo: Sharp) => Sharp][] = [
  ['A baseline JPEG', 'jpeg', 2, (photo) => photo.jpeg({ quality: 95 })],
  ['A progressive JPEG', 'jpeg', 2, (photo) => photo.jpeg({ quality: 95, progressive: true })],
  ['A JPEG with a wide-gamut profile', 'jpeg', 2, (p) => p.withIccProfile('p3').jpeg({ quality: 95 })],
  ['A PNG of 8 bits', 'png', 0, (photo) => photo.png()],
  ['A PNG of 16 bits', 'png', 1, (photo) => photo.toColourspace('rgb16').png()],
  ['A PNG with a palette', 'png', 3, (photo) => photo.png({ palette: true })],
  ['A PNG with an opaque alpha channel', 'png', 0, (photo) => photo.ensureAlpha(1).png()],
  ['A PNG with a wide-gamut profile', 'png', 1.5, (photo) => photo.withIccProfile('p3').png()],
  ['A lossy WebP', 'webp', 3, (photo) => photo.webp({ quality: 95 })],
  ['A lossless WebP', 'webp', 0, (photo) => photo.webp({ lossless: true })],
  ['A GIF', 'gif', 5, (photo) => photo.gif()],
  ['An AVIF', 'avif', 3, (photo) => photo.avif({ quality: 80 })],
  ['An AVIF with a wide-gamut profile', 'avif', 3, (p) => p.withIccProfile('p3').avif({ quality: 80 })],
];

for (const [what, format, levels, write] of WRITTEN)
  test.serial(`${what} is read as what it was made of`, async (t) => {
    const photo = await decode(await write(sharp(png)).toBuffer(), { maxPixels: MAX_PIXELS });
    t.is(photo.format, format);
    t.deepEqual([photo.width, photo.height], [source.width, source.height]);
    t.is(photo.picture.rgb.length, photo.width * photo.height * 3);
    const off = difference(photo.picture, source);
    t.true(off <= levels, `${off} levels off`);
  });

test.serial(
  'A profile is really applied: strong colours stored in Display P3 come out as they were in sRGB',
  async (t) => {
    const strong = await sharp(png).modulate({ brightness: 1.6, saturation: 1.8 }).png().toBuffer();
    const wanted = await look(strong);
    const stored = await sharp(strong).withIccProfile('p3').png().toBuffer();
    const raw = { ...wanted, rgb: await sharp(stored, { ignoreIcc: true }).raw().toBuffer() };
    // Measured: 2.0 levels without the profile.
    const off = difference(await look(stored), wanted);
    t.true(off < 0.5, `${off} levels off`);
    t.true(difference(raw, wanted) > 1.5);
  },
);

test.serial('A grey JPEG, a grey PNG and one of 16 bits have three equal channels', async (t) => {
  const grey = sharp(png).toColourspace('b-w');
  for (const bytes of await Promise.all([
    grey.clone().jpeg().toBuffer(),
    grey.clone().png().toBuffer(),
    sharp(png).toColourspace('grey16').png().toBuffer(),
  ])) {
    const { width, height, rgb } = await look(bytes);
    t.is(rgb.length, width * height * 3);
    t.true(rgb.every((value, at) => value === rgb[at - (at % 3)]));
    const [r, g, b] = meanColour(source);
    t.true(Math.abs(rgb.reduce((a, v) => a + v, 0) / rgb.length - (0.3 * r + 0.59 * g + 0.11 * b)) < 3);
  }
});

test.serial('A CMYK JPEG has the colours it was made of, as near as ink can', async (t) => {
  // Measured: 14 levels at most.
  for (const colour of ['#808080', '#a08060', '#607080', '#e0d0c0']) {
    const patch = sharp({ create: { width: 32, height: 32, channels: 3, background: colour } });
    const bytes = await patch.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    t.is((await sharp(bytes).metadata()).channels, 4);
    const found = meanColour(await look(bytes));
    const wanted = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
    t.true(
      wanted.every((value, at) => Math.abs(value - found[at]!) < 16),
      `${colour}: ${found}`,
    );
  }
});

test.serial('Transparency is laid on white', async (t) => {
  const half = { r: 255, g: 0, b: 0, alpha: 0.5 };
  const patch = sharp({ create: { width: 8, height: 8, channels: 4, background: half } });
  for (const bytes of await Promise.all([
    patch.clone().png().toBuffer(),
    patch.clone().toColourspace('rgb16').png().toBuffer(),
    patch.clone().webp({ lossless: true }).toBuffer(),
  ])) {
    const [r, g, b] = meanColour(await look(bytes));
    t.true(Math.abs(r - 255) <= 1 && Math.abs(g - 127) <= 1.5 && Math.abs(b - 127) <= 1.5, `${[r, g, b]}`);
  }
  const clear = await look(await sharp(png).ensureAlpha(0).png().toBuffer());
  t.true(clear.rgb.every((value) => value === 255));
});

test.serial('Of an animated GIF and an animated WebP the first frame is read', async (t) => {
  const [red, blue] = await Promise.all(
    ['red', 'blue'].map((background) =>
      sharp({ create: { width: 480, height: source.height, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const film = () => sharp([png, red!, blue!], { join: { animated: true } });
  for (const [bytes, levels] of [
    [await film().gif().toBuffer(), 5],
    [await film().webp({ lossless: true }).toBuffer(), 0],
  ] as const) {
    t.is((await sharp(bytes).metadata()).pages, 3);
    const off = difference(await look(bytes), source);
    t.true(off <= levels, `${off} levels off`);
  }
});

/** How a picture is to be stored so that the EXIF orientation brings it upright: quarter turns, then mirrored. */
const STORED: [orientation: number, turn: number, mirrored: boolean][] = [
  [1, 0, false],
  [2, 0, true],
  [3, 180, false],
  [4, 180, true],
  [5, 90, true],
  [6, 270, false],
  [7, 270, true],
  [8, 90, false],
];

for (const [orientation, turn, mirrored] of STORED)
  test.serial(`A JPEG with EXIF orientation ${orientation} comes out upright`, async (t) => {
    const turned = await sharp(png).rotate(turn).png().toBuffer();
    // Mirrored across the stored picture's own upright axis, so for the lying ones it is the other one.
    const stored = mirrored ? await sharp(turned).flop().png().toBuffer() : turned;
    const bytes = await sharp(stored).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    const off = difference(await look(bytes), source);
    t.true(off < 2, `${off} levels off`);
  });

test.serial('A JPEG with more bytes behind its end is read all the same', async (t) => {
  const jpeg = await sharp(png).jpeg({ quality: 95 }).toBuffer();
  const longer = Buffer.concat([jpeg, Buffer.alloc(5000, 7)]);
  t.is(difference(await look(longer), await look(jpeg)), 0);
});

test.serial('A picture of one pixel is read', async (t) => {
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: '#fedcba' } });
  const { width, height, rgb } = await look(await dot.png().toBuffer());
  t.deepEqual([width, height, ...rgb], [1, 1, 0xfe, 0xdc, 0xba]);
});

test.serial('A picture of exactly the pixels that are allowed is read', async (t) => {
  await t.notThrowsAsync(decode(png, { maxPixels: source.width * source.height }));
  await t.throwsAsync(decode(png, { maxPixels: source.width * source.height - 1 }), { message: /at most/ });
});
