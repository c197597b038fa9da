import { deflateSync } from 'node:zlib';
import test from 'ava';
import sharp, { type Sharp } from 'sharp';
import type { Reason } from '../../faces/decode/PhotoError.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import { pngOf } from '../faces/support/pngOf.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { claiming } from './support/claiming.ts';
import { expectAllWell } from './support/expectAllWell.ts';

let stack: Stack;
const logged: string[] = [];
test.before(async () => {
  stack = await startStack(
    { CONCURRENCY: '2', DECODE_MEGABYTES: '400', DECODE_SECONDS: '20' },
    undefined,
    (line) => void logged.push(JSON.stringify(line)),
  );
});
test.after.always(() => stack?.stop());
test.afterEach(async (t) => {
  await expectAllWell(t, stack);
});

/** Drops all at once, and resolves to what became of each. */
async function dropped(photos: Record<string, Buffer>): Promise<Record<string, ImageItem>> {
  const items = Object.entries(photos).map(async ([key, bytes]) => [
    key,
    (await stack.analysed(key, bytes)).item,
  ]);
  return Object.fromEntries(await Promise.all(items));
}

const outcome = (item: ImageItem) => (item.status === 'rejected' ? item.reason : item.status);

/** What some of the things hold. */
const HELD = /fetch\(|alert\(|passwd|%pipe|127\.0\.0\.1\/"/;

/** Text that squeezes to a thousandth. */
const squeezed = (length: number) => deflateSync(Buffer.alloc(length, 'A'), { level: 9 });
const laid = Buffer.from('bomb\0\0', 'latin1');

test.serial(
  'decompression bombs are refused by their headers, or read at the cost of what they show',
  async (t) => {
    const flat = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#654' } });
    const frames = await flat(64, 64 * 500)
      .gif({ effort: 1 })
      .toBuffer();
    const bombs: [name: string, bytes: Buffer, Reason | 'analysed'][] = [
      ['png-65000', pngOf(65_000, 65_000), 'too-many-pixels'],
      ['png-2-to-the-31', pngOf(0x7fffffff, 0x7fffffff), 'damaged'],
      ['png-60-million', await flat(10_000, 6000).png({ compressionLevel: 9 }).toBuffer(), 'too-many-pixels'],
      ['png-more-pixels-than-said', pngOf(64, 64, { pixels: 100_000_000 }), 'analysed'],
      [
        'png-text',
        pngOf(64, 64, { pixels: 64 * 193, chunks: [['zTXt', Buffer.concat([laid, squeezed(100_000_000)])]] }),
        'analysed',
      ],
      [
        'png-profile',
        pngOf(64, 64, { pixels: 64 * 193, chunks: [['iCCP', Buffer.concat([laid, squeezed(100_000_000)])]] }),
        'analysed',
      ],
      ['jpeg-65500', claiming('jpeg', await flat(64, 64).jpeg().toBuffer(), 65_500), 'too-many-pixels'],
      [
        'webp-16383',
        claiming('webp', await flat(64, 64).webp({ lossless: true }).toBuffer(), 16_383),
        'too-many-pixels',
      ],
      ['gif-65535', claiming('gif', await flat(64, 64).gif().toBuffer(), 65_535), 'too-many-pixels'],
      ['avif-65000', claiming('avif', await flat(64, 64).avif().toBuffer(), 65_000), 'too-many-pixels'],
      ['gif-tall', frames, 'analysed'],
    ];
    const items = await dropped(Object.fromEntries(bombs.map(([name, bytes]) => [`bombs/${name}`, bytes])));
    for (const [name, bytes, expected] of bombs) {
      t.is(outcome(items[`bombs/${name}`]!), expected, name);
      t.true(bytes.length < 2_000_000, name);
    }
  },
);

test.serial(
  'what is no photo is refused, whatever it looks like, and what is one is read as nothing else',
  async (t) => {
    const photo = await sharp(await sample(3))
      .resize(640)
      .jpeg()
      .toBuffer();
    const script = '<script>fetch("http://127.0.0.1/")</script>';
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/>${script}</svg>`;
    const zip = Buffer.from(`PK\x03\x04${'x'.repeat(500)}PK\x05\x06${'\0'.repeat(18)}`, 'latin1');
    const heif = (brand: string) =>
      Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}${'\0'.repeat(9)}meta`, 'latin1');
    const things: [name: string, bytes: Buffer, Reason | 'analysed'][] = [
      ['photo.svg', Buffer.from(svg), 'unsupported-format'],
      ['svg.jpg', Buffer.from(svg), 'unsupported-format'],
      ['svgz.jpg', Buffer.from(`\x1f\x8b\x08\0${svg}`, 'latin1'), 'not-an-image'],
      [
        'entities.jpg',
        Buffer.from(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${svg}`),
        'unsupported-format',
      ],
      ['pdf.jpg', Buffer.from(`%PDF-1.7\n${script}\n%%EOF`), 'unsupported-format'],
      ['tiff.jpg', await sharp(photo).tiff().toBuffer(), 'unsupported-format'],
      ['html.jpg', Buffer.from(`<!DOCTYPE html><html>${script}</html>`), 'unsupported-format'],
      ['zip.jpg', zip, 'unsupported-format'],
      ['postscript.jpg', Buffer.from('%!PS-Adobe-3.0 EPSF\n(%pipe%id) (r) file\n'), 'not-an-image'],
      [
        'imagemagick.jpg',
        Buffer.from('push graphic-context\nimage over 0,0 0,0 \'https://127.0.0.1/"|id"\'\n'),
        'not-an-image',
      ],
      ['matlab.jpg', Buffer.from('MATLAB 5.0 MAT-file'.padEnd(200, '\0')), 'not-an-image'],
      ['ppm.jpg', Buffer.concat([Buffer.from('P6 2 2 255\n'), Buffer.alloc(12, 99)]), 'not-an-image'],
      ['vips.jpg', Buffer.concat([Buffer.from('b6a6f208', 'hex'), Buffer.alloc(200)]), 'not-an-image'],
      ['broken.heic', heif('heic'), 'damaged'],
      ['broken.avif', heif('avif'), 'damaged'],
      ['gif-and-script.jpg', Buffer.from(`GIF89a=1;alert(1)//${script}`), 'damaged'],
      ['pdf-with-photo.jpg', Buffer.concat([Buffer.from('%PDF-1.4\n'), photo]), 'unsupported-format'],
      ['photo-and-zip.zip', Buffer.concat([photo, zip]), 'analysed'],
      ['photo-and-html.html', Buffer.concat([photo, Buffer.from(`<!--${script}-->`)]), 'analysed'],
      ['photo-and-pdf.pdf', Buffer.concat([photo, Buffer.from(`%PDF-1.4\n${script}`)]), 'analysed'],
    ];
    const items = await dropped(Object.fromEntries(things.map(([name, bytes]) => [`things/${name}`, bytes])));
    for (const [name, , expected] of things) {
      const item = items[`things/${name}`]!;
      t.is(outcome(item), expected, name);
      if (item.status === 'analysed' && !item.kind)
        t.deepEqual([item.format, item.faceCount], ['jpeg', 3], name);
      t.notRegex(JSON.stringify(item), HELD, `${name}: what it holds is nowhere told`);
    }
    t.notRegex(logged.join('\n'), HELD, 'nor logged');
  },
);

test.serial('what a photo says of itself reaches no table, no event and no log', async (t) => {
  const said = '\u001b[31m<img src=x onerror=alert(1)>`id`$(id)\n{"level":"error"}';
  const exif = { IFD0: { ImageDescription: said, Make: said, Software: said, Artist: said, DateTime: said } };
  const photo = sharp(await sample(3))
    .resize(640)
    .withExif(exif);
  const { event, item } = await stack.analysed('said.jpg', await photo.jpeg().toBuffer());
  t.is(item.status, 'analysed');
  for (const text of [JSON.stringify(event), JSON.stringify(item), ...logged])
    t.notRegex(text, /onerror|\[31m/);
});

/** How EXIF's orientation is undone: what is written before the photo is turned by it. */
const STORED: [orientation: number, store: (photo: Sharp) => Sharp][] = [
  [2, (photo) => photo.flop()],
  [3, (photo) => photo.rotate(180)],
  [4, (photo) => photo.flip()],
  [6, (photo) => photo.rotate(270)],
  [8, (photo) => photo.rotate(90)],
];

test.serial('every way to write a photo shows the same faces at the same places', async (t) => {
  const png = await sharp(await sample(3))
    .resize(800)
    .png()
    .toBuffer();
  const photo = () => sharp(png);
  const upright = await photo().flop().rotate(90).toBuffer();
  const film = sharp([png, await photo().negate().png().toBuffer()], { join: { animated: true } });
  const ways: Record<string, Sharp> = {
    'jpeg.jpg': photo().jpeg({ quality: 90 }),
    'progressive.jpg': photo().jpeg({ progressive: true }),
    'grey.jpg': photo().toColourspace('b-w').jpeg(),
    'cmyk.jpg': photo().toColourspace('cmyk').jpeg({ quality: 90 }),
    'png.png': photo().png(),
    'grey.png': photo().toColourspace('b-w').png(),
    '16-bit.png': photo().toColourspace('rgb16').png(),
    'interlaced.png': photo().png({ progressive: true }),
    'palette.png': photo().png({ palette: true }),
    'alpha.png': photo().ensureAlpha(0.9).png(),
    'alpha.webp': photo().ensureAlpha(0.9).webp(),
    'lossless.webp': photo().webp({ lossless: true }),
    'film.gif': film.clone().gif(),
    'film.webp': film.clone().webp(),
    'gif.gif': photo().gif(),
    'avif.avif': photo().avif(),
    'orientation-1.jpg': photo().withMetadata({ orientation: 1 }).jpeg(),
    'orientation-5.jpg': sharp(upright).rotate(180).withMetadata({ orientation: 5 }).jpeg(),
    'orientation-7.jpg': sharp(upright).withMetadata({ orientation: 7 }).jpeg(),
  };
  for (const [orientation, store] of STORED)
    ways[`orientation-${orientation}.jpg`] = sharp(await store(photo()).png().toBuffer())
      .withMetadata({ orientation })
      .jpeg();
  const bytes = await Promise.all(
    Object.entries(ways).map(async ([name, way]) => [`ways/${name}`, await way.toBuffer()] as const),
  );
  const items = await dropped(Object.fromEntries(bytes));
  const centres = (item: ImageItem) =>
    item.status === 'analysed' && !item.kind
      ? item.faces
          .map(({ box }) => [box.left + box.width / 2, box.top + box.height / 2] as const)
          .toSorted((a, b) => a[0] - b[0])
      : [];
  const wanted = centres(items['ways/png.png']!);
  t.is(wanted.length, 3);
  for (const [key, item] of Object.entries(items)) {
    const found = centres(item);
    t.is(found.length, 3, `${key}: ${outcome(item)}`);
    for (const [at, [x, y]] of wanted.entries())
      t.true(
        Math.hypot(found[at]![0] - x, found[at]![1] - y) < 0.02,
        `${key}: ${found[at]} where ${[x, y]} was`,
      );
  }
});
