import test from 'ava';
import sharp from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import type { Picture } from '../../faces/Picture.ts';
import { heic } from './support/heic.ts';
import { testWith } from './support/needs.ts';
import { difference } from './support/pixels.ts';
import { MAX_PIXELS, readDemo } from './support/project.ts';

const testHeic = testWith('pillow-heif');

/** A demo photo, smaller: as PNG to be written as HEIC, and as the pixels that are to come back. */
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

testHeic('A HEIC photo is read as what it was made of', async (t) => {
  const { format, takenAt, picture } = await decode(await heic(png), { maxPixels: MAX_PIXELS });
  t.is(format, 'heic');
  t.is(takenAt, undefined);
  t.true(difference(picture, source) < 2, `${difference(picture, source)} levels off`);
});

testHeic('A HEIC photo always comes in full, and a region of it is what lies there', async (t) => {
  const photo = await decode(await heic(png), { maxPixels: MAX_PIXELS, enough: 60, keep: 0 });
  t.deepEqual([photo.picture.width, photo.picture.height], [source.width, source.height]);
  const region = await photo.region({ x: 7, y: 9, width: 30, height: 20 });
  const { rgb } = photo.picture;
  const rows = Array.from({ length: 20 }, (_, y) => {
    const start = ((9 + y) * photo.width + 7) * 3;
    return [...rgb.subarray(start, start + 90)];
  });
  t.deepEqual([...region.rgb], rows.flat());
});

testHeic('A HEIC photo that is stored lying comes out upright', async (t) => {
  for (const [orientation, turn] of [
    [6, 90],
    [3, 180],
    [8, 270],
  ] as const) {
    const photo = await look(await heic(png, { turn: orientation }));
    const upright = await look(await sharp(png).rotate(turn).png().toBuffer());
    t.true(difference(photo, upright) < 2, `orientation ${orientation}: ${difference(photo, upright)}`);
  }
});

testHeic('A HEIC photo in Display P3, as an iPhone writes it, comes out in sRGB', async (t) => {
  const strong = await sharp(png).modulate({ brightness: 1.6, saturation: 1.8 }).png().toBuffer();
  const wide = await sharp(strong).withIccProfile('p3').png().toBuffer();
  const { icc } = await sharp(wide).metadata();
  const wanted = await look(strong);
  const marked = difference(await look(await heic(wide, { icc: icc! })), wanted);
  t.true(marked < 1, `${marked} levels off`);
  // The same pixels without the profile are not the same colours.
  t.true(difference(await look(await heic(wide)), wanted) > 1.5);
});

testHeic('A HEIC photo in sRGB with its profile keeps its colours', async (t) => {
  const marked = await sharp(png).withIccProfile('srgb').png().toBuffer();
  const { icc } = await sharp(marked).metadata();
  t.true(difference(await look(await heic(png, { icc: icc! })), source) < 2);
});

testHeic('The transparency of a HEIC picture is laid on white', async (t) => {
  const photo = await look(await heic(png, { alpha: 64 }));
  const onWhite = { ...source, rgb: source.rgb.map((value) => 255 - (255 - value) * (64 / 255)) };
  t.true(difference(photo, onWhite) < 2, `${difference(photo, onWhite)} levels off`);
});

testHeic('Of a HEIC file with several pictures the primary one is read, wherever it stands', async (t) => {
  const photo = await look(await heic(png, { second: 64 }));
  t.true(difference(photo, source) < 2, `${photo.width} x ${photo.height}`);
});

testHeic('The date of a HEIC photo is read from its EXIF block', async (t) => {
  const dated = await sharp(png)
    .withExif({ IFD2: { DateTimeOriginal: '2023:07:08 09:10:11', OffsetTimeOriginal: '+02:00' } } as never)
    .jpeg()
    .toBuffer();
  const { exif } = await sharp(dated).metadata();
  const { takenAt } = await decode(await heic(png, { exif: exif! }), { maxPixels: MAX_PIXELS });
  t.is(takenAt?.toISOString(), '2023-07-08T07:10:11.000Z');
});

testHeic('A HEIC photo over the pixel cap is refused before it is decoded', async (t) => {
  const large = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#456' } })
    .png()
    .toBuffer();
  const bytes = await heic(large);
  const start = performance.now();
  const error = await t.throwsAsync(decode(bytes, { maxPixels: 5_999_999 }), { instanceOf: PhotoError });
  const refusing = performance.now() - start;
  t.is(error.reason, 'too-many-pixels');
  t.regex(error.message, /3000 x 2000 = 6000000.*at most 5999999.*MAX_PIXELS/);
  await decode(bytes, { maxPixels: 6_000_000 });
  const decoding = performance.now() - start - refusing;
  t.true(refusing * 5 < decoding, `${refusing} ms, where decoding takes ${decoding} ms`);
});

testHeic('A HEIC photo that is cut short is damaged', async (t) => {
  const bytes = await heic(png);
  for (const share of [0.02, 0.1, 0.5, 0.9, 0.999]) {
    const cut = bytes.subarray(0, Math.floor(bytes.length * share));
    const error = await t.throwsAsync(look(cut), { instanceOf: PhotoError });
    t.is(error.reason, 'damaged', `${share} of it`);
    t.regex(error.message, /cannot be decoded \(.+\)\. It is cut short or broken: drop it again/);
  }
});

testHeic('A HEIC photo that claims more rows than it has is damaged, and the next one is read', async (t) => {
  const bytes = await heic(png);
  const claiming = Buffer.from(bytes);
  // ISO/IEC 23008-12, 6.5.3: width and height, behind the version and flags of the box.
  claiming.writeUInt32BE(66_000, claiming.indexOf('ispe') + 12);
  const error = await t.throwsAsync(look(claiming), { instanceOf: PhotoError });
  t.is(error.reason, 'damaged');
  t.true(difference(await look(bytes), source) < 2);
});
