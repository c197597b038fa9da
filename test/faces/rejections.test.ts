import test, { type ExecutionContext } from 'ava';
import sharp, { type Sharp } from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import { PhotoError, type Reason } from '../../faces/decode/PhotoError.ts';
import { pngOf } from './support/pngOf.ts';
import { MAX_PIXELS, readDemo } from './support/project.ts';

const latin = (text: string) => Buffer.from(text.padEnd(64, '\0'), 'latin1');

/** What people also drop, its reason and what the message must say. */
const OTHERS: [what: string, bytes: Buffer, Reason, message: RegExp][] = [
  ['An object of 0 bytes', Buffer.alloc(0), 'empty', /has 0 bytes\. Drop the photo again/],
  ['A text', Buffer.from('Dear all, the photos follow.'), 'not-an-image', /44656172.*Use JPEG/],
  ['A single byte', Buffer.from([0xff]), 'not-an-image', /bytes ff, which.*Use JPEG/],
  ['HTML', Buffer.from('<!DOCTYPE html><html>404</html>'), 'unsupported-format', /HTML.*Use JPEG/],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported-format', /SVG.*Use JPEG/],
  [
    'SVG behind an XML declaration',
    Buffer.from('\n<?xml version="1.0"?><svg/>'),
    'unsupported-format',
    /SVG/,
  ],
  ['A PDF', latin('%PDF-1.7\n'), 'unsupported-format', /a PDF.*Use JPEG/],
  ['A ZIP', latin('PK\x03\x04'), 'unsupported-format', /ZIP.*Use JPEG/],
  ['A TIFF of Intel order', latin('II*\0'), 'unsupported-format', /a TIFF.*Use JPEG/],
  ['A TIFF of Motorola order', latin('MM\0*'), 'unsupported-format', /a TIFF.*Use JPEG/],
  ['A BMP', latin('BM\x36\0'), 'unsupported-format', /a BMP.*Use JPEG/],
  ['A JPEG XL', latin('\xff\x0a'), 'unsupported-format', /JPEG XL.*Use JPEG/],
  [
    'An MP4',
    latin('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41'),
    'unsupported-format',
    /a video.*Use JPEG/,
  ],
  ['A WebM', latin('\x1aE\xdf\xa3'), 'unsupported-format', /a video.*Use JPEG/],
];

for (const [what, bytes, reason, message] of OTHERS)
  test.serial(`${what} is refused as ${reason}`, (t) => refused(t, bytes, reason, message));

test.serial('A real TIFF that sharp could read is refused like any other', async (t) => {
  const tiff = await sharp(await readDemo(1))
    .resize(100)
    .tiff()
    .toBuffer();
  await refused(t, tiff, 'unsupported-format', /a TIFF/);
});

const DAMAGED = /^The (HEIC )?photo cannot be decoded \(.+\)\. It is cut short or broken: drop it again/;

/** The demo photo in every format that sharp writes, and the shares of it of which none may be taken for a photo. */
const CUT: [what: string, write: (photo: Sharp) => Sharp][] = [
  ['baseline JPEG', (photo) => photo.jpeg()],
  ['progressive JPEG', (photo) => photo.jpeg({ progressive: true })],
  ['grey JPEG', (photo) => photo.toColourspace('b-w').jpeg()],
  ['PNG', (photo) => photo.png()],
  ['interlaced PNG', (photo) => photo.png({ progressive: true })],
  ['lossy WebP', (photo) => photo.webp()],
  ['lossless WebP', (photo) => photo.webp({ lossless: true })],
  ['GIF', (photo) => photo.gif()],
  ['AVIF', (photo) => photo.avif()],
];

for (const [what, write] of CUT)
  test.serial(`Cut short anywhere, a photo is damaged: ${what}`, async (t) => {
    const whole = await write(sharp(await readDemo(1)).resize(480)).toBuffer();
    for (const share of [0.02, 0.1, 0.5, 0.9, 0.999])
      await refused(t, whole.subarray(0, Math.floor(whole.length * share)), 'damaged', DAMAGED);
  });

test.serial('An animated GIF that is cut short is damaged', async (t) => {
  const frame = await sharp(await readDemo(1))
    .resize(480)
    .png()
    .toBuffer();
  const film = await sharp([frame, frame, frame], { join: { animated: true } })
    .gif()
    .toBuffer();
  await refused(t, film.subarray(0, film.length >> 1), 'damaged', DAMAGED);
});

test.serial("Random bytes behind a format's first ones are damaged", async (t) => {
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * at * 31 + at) & 255));
  for (const head of ['\xff\xd8\xff\xe0', '\x89PNG\r\n\x1a\n', 'RIFF\0\x10\0\0WEBP', 'GIF89a'])
    await refused(t, Buffer.concat([Buffer.from(head, 'latin1'), noise]), 'damaged', DAMAGED);
  for (const brand of ['avif', 'heic'])
    await refused(
      t,
      Buffer.concat([latin(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}`), noise]),
      'damaged',
      DAMAGED,
    );
});

test.serial('The first bytes of a format alone are damaged', async (t) => {
  for (const head of ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WEBP', 'GIF8'])
    await refused(t, Buffer.from(head, 'latin1'), 'damaged', DAMAGED);
});

for (const format of ['jpeg', 'png'] as const)
  test.serial(`A ${format} of 60 megapixels is refused by its header, without being decoded`, async (t) => {
    const large = sharp({ create: { width: 10_000, height: 6000, channels: 3, background: '#456' } });
    const bytes = await large.toFormat(format).toBuffer();
    const passed = await refused(
      t,
      bytes,
      'too-many-pixels',
      /10000 x 6000 = 60000000 pixels; at most 55000000 are read.*MAX_PIXELS/,
    );
    const start = performance.now();
    await decode(bytes, { maxPixels: 60_000_000 });
    const decoding = performance.now() - start;
    t.true(passed * 5 < decoding, `${passed} ms, where decoding takes ${decoding} ms`);
  });

test.serial('A PNG of a few bytes that claims 65,000 x 65,000 pixels is refused at once', async (t) => {
  const passed = await refused(t, pngOf(65_000, 65_000), 'too-many-pixels', /65000 x 65000 = 4225000000/);
  t.true(passed < 100, `${passed} ms`);
});

test.serial('A PNG whose header claims more pixels than it holds is damaged', async (t) => {
  await refused(t, pngOf(5000, 5000), 'damaged', DAMAGED);
  await refused(t, pngOf(0, 10), 'damaged', DAMAGED);
});

/** Resolves to the milliseconds that the refusal took. */
async function refused(t: ExecutionContext, bytes: Buffer, reason: Reason, message: RegExp): Promise<number> {
  const start = performance.now();
  const error = await t.throwsAsync(decode(bytes, { maxPixels: MAX_PIXELS }), { instanceOf: PhotoError });
  const passed = performance.now() - start;
  t.is(error?.reason, reason, `${bytes.length} bytes`);
  t.regex(error?.message ?? '', message);
  return passed;
}
