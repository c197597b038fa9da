import test from 'ava';
import sharp, { type Sharp } from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import type { Picture, Rect } from '../../faces/Picture.ts';
import { MAX_PIXELS, readDemo } from './support/project.ts';

let png: Buffer;
const [WIDTH, HEIGHT] = [645, 427];

test.before(async () => {
  png = await sharp(await readDemo(1))
    .resize(WIDTH, HEIGHT, { fit: 'fill' })
    .png()
    .toBuffer();
});

const WRITTEN: [what: string, write: (photo: Sharp) => Sharp][] = [
  ['a baseline JPEG', (photo) => photo.jpeg()],
  ['a progressive JPEG', (photo) => photo.jpeg({ progressive: true })],
  ['a grey JPEG', (photo) => photo.toColourspace('b-w').jpeg()],
  ['a CMYK JPEG', (photo) => photo.toColourspace('cmyk').jpeg()],
  ['a JPEG with a wide-gamut profile', (photo) => photo.withIccProfile('p3').jpeg()],
  ['a lossy WebP', (photo) => photo.webp()],
  ['a PNG with transparency', (photo) => photo.ensureAlpha(0.5).png()],
  ['an AVIF', (photo) => photo.avif()],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation): [string, (photo: Sharp) => Sharp] => [
    `a JPEG of EXIF orientation ${orientation}`,
    (photo) => photo.withMetadata({ orientation }).jpeg(),
  ]),
];

for (const [what, write] of WRITTEN)
  test.serial(`A region is exactly what lies there in the photo in full, held or not: ${what}`, async (t) => {
    const bytes = await write(sharp(png)).toBuffer();
    const { picture: full } = await decode(bytes, { maxPixels: MAX_PIXELS });
    for (const keep of [0, WIDTH * HEIGHT]) {
      const photo = await decode(bytes, { maxPixels: MAX_PIXELS, enough: 80, keep });
      for (const rect of [
        { x: 0, y: 0, width: photo.width, height: photo.height },
        { x: 31, y: 17, width: 150, height: 93 },
        { x: photo.width - 20, y: photo.height - 1, width: 20, height: 1 },
      ])
        t.true(same(await photo.region(rect), full, rect), `${JSON.stringify(rect)}, ${keep} pixels held`);
    }
  });

test.serial(
  'A region has the whole pixels that its rectangle touches, as far as there are any',
  async (t) => {
    const bytes = await sharp(png).jpeg().toBuffer();
    const { picture: full } = await decode(bytes, { maxPixels: MAX_PIXELS });
    for (const keep of [0, WIDTH * HEIGHT]) {
      const { region } = await decode(bytes, { maxPixels: MAX_PIXELS, enough: 80, keep });
      const between = await region({ x: 10.6, y: 20.2, width: 4.9, height: 3.7 });
      t.true(same(between, full, { x: 10, y: 20, width: 6, height: 4 }));
      const corner = await region({ x: WIDTH - 3, y: -5, width: 50, height: 7 });
      t.true(same(corner, full, { x: WIDTH - 3, y: 0, width: 3, height: 2 }));
      for (const outside of [
        { x: WIDTH, y: 0, width: 9, height: 9 },
        { x: 0, y: -9, width: 9, height: 9 },
        { x: 5, y: 5, width: 0, height: 9 },
        { x: Number.NaN, y: 5, width: 9, height: 9 },
      ])
        await t.throwsAsync(region(outside), {
          instanceOf: RangeError,
          message: /no pixel of a picture of 645 x 427/,
        });
    }
  },
);

test.serial('Regions that are asked for at once are all right', async (t) => {
  const bytes = await sharp(png).jpeg().toBuffer();
  const { picture: full } = await decode(bytes, { maxPixels: MAX_PIXELS });
  const { region } = await decode(bytes, { maxPixels: MAX_PIXELS, enough: 80 });
  const rects = Array.from({ length: 12 }, (_, at) => ({ x: 40 * at, y: 20 * at, width: 60, height: 60 }));
  const regions = await Promise.all(rects.map(region));
  t.true(rects.every((rect, at) => same(regions[at]!, full, rect)));
});

/** Whether a picture is the rectangle of another, pixel for pixel. */
function same({ width, height, rgb }: Picture, full: Picture, rect: Rect): boolean {
  if (width !== rect.width || height !== rect.height || rgb.length !== width * height * 3) return false;
  return rgb.every((value, at) => {
    const pixel = Math.floor(at / 3);
    const x = rect.x + (pixel % width);
    const y = rect.y + Math.floor(pixel / width);
    return value === full.rgb[(y * full.width + x) * 3 + (at % 3)];
  });
}
