import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import type { Picture } from '../../faces/Picture.ts';
import { difference, farthest, meanColour } from './support/pixels.ts';
import { MAX_PIXELS, readDemo } from './support/project.ts';

/** A demo photo with strong colours: in sRGB as PNG, as JPEG without a profile, and what either is read as. */
let strong: Buffer;
let plain: Buffer;
let source: Picture;
let asPlain: Picture;

const look = async (bytes: Buffer): Promise<Picture> =>
  (await decode(bytes, { maxPixels: MAX_PIXELS })).picture;

test.before(async () => {
  strong = await sharp(await readDemo(1))
    .resize(480)
    .modulate({ brightness: 1.4, saturation: 1.6 })
    .png()
    .toBuffer();
  plain = await sharp(strong).jpeg({ quality: 95 }).toBuffer();
  [source, asPlain] = await Promise.all([look(strong), look(plain)]);
});

/** XYZ of red, green and blue, adapted to D50, as the spaces' profiles hold them. */
const SRGB = [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.7141];
const DISPLAY_P3 = [0.51512, 0.2412, -0.00105, 0.29198, 0.69225, 0.04189, 0.1571, 0.06657, 0.78407];
const ADOBE_RGB = [0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457];
const PROPHOTO = [0.79767, 0.28804, 0, 0.13519, 0.71188, 0, 0.03134, 0.00009, 0.82491];

const srgbCurve = (x: number) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
const fixed = (...values: number[]) => words(...values.map((value) => Math.round(value * 65536)));
const PARAMETRIC = tag(
  'para',
  Buffer.from([0, 3, 0, 0]),
  fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
);
const table = (steps: number, curve: (x: number) => number) =>
  curv(Array.from({ length: steps }, (_, step) => Math.round(65535 * curve(step / (steps - 1)))));
const gamma = (value: number) => curv([Math.round(value * 256)]);

const SAME: [what: string, profile: Buffer][] = [
  ['version 2, a table of 1,024 steps', profile(SRGB, table(1024, srgbCurve))],
  ['version 4, a formula', profile(SRGB, PARAMETRIC, { version: 4 })],
  ['a table of 42 steps', profile(SRGB, table(42, srgbCurve))],
  [
    'primaries of three digits',
    profile([0.436, 0.222, 0.014, 0.385, 0.717, 0.097, 0.143, 0.061, 0.714], PARAMETRIC),
  ],
  ['a description that says otherwise', profile(SRGB, PARAMETRIC, { description: 'Display P3' })],
];

for (const [what, icc] of SAME)
  test.serial(`Pixels with an sRGB profile are read as they are: ${what}`, async (t) => {
    t.is(difference(await look(withProfile(plain, icc)), asPlain), 0);
  });

const OTHERS: [what: string, profile: Buffer][] = [
  ['Display P3, a formula', profile(DISPLAY_P3, PARAMETRIC, { version: 4 })],
  ['Display P3, a table', profile(DISPLAY_P3, table(1024, srgbCurve))],
  ['Display P3 that says it is sRGB', profile(DISPLAY_P3, PARAMETRIC, { description: 'sRGB IEC61966-2.1' })],
  ['Adobe RGB (1998)', profile(ADOBE_RGB, gamma(2.19921875))],
  ['ProPhoto RGB', profile(PROPHOTO, gamma(1.8))],
  ["sRGB's primaries with a gamma of 1.8", profile(SRGB, gamma(1.8))],
  ["sRGB's primaries in straight light", profile(SRGB, curv([]))],
];

for (const [what, icc] of OTHERS)
  test.serial(`Colours stored by another profile come out as they were in sRGB: ${what}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'face-inbox-test-'));
    try {
      const file = join(folder, 'profile.icc');
      await writeFile(file, icc);
      const stored = await sharp(strong).withIccProfile(file).png().toBuffer();
      const off = difference(await look(stored), source);
      const rgb = await sharp(stored, { ignoreIcc: true }).raw().toBuffer();
      const unconverted = difference({ ...source, rgb }, source);
      // Straight light has too few levels in the dark for more: 1.4 off, where unconverted is 32.
      t.true(off < 1.6 && off * 8 < unconverted, `${off} levels off, unconverted ${unconverted}`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

for (const [what, icc] of OTHERS)
  test.serial(`The conversion is lcms's, to two levels: ${what}`, async (t) => {
    const marked = withProfile(plain, icc);
    const lcms = await sharp(marked).raw().toBuffer();
    const found = await look(marked);
    t.true(difference(found, { ...found, rgb: lcms }) < 0.5);
    t.true(farthest(found.rgb, lcms) <= 2, `${farthest(found.rgb, lcms)} levels off`);
  });

test.serial('A profile of a PNG of 16 bits is converted too', async (t) => {
  const stored = await sharp(strong).toColourspace('rgb16').withIccProfile('p3').png().toBuffer();
  t.is((await sharp(stored).metadata()).depth, 'ushort');
  const off = difference(await look(stored), source);
  t.true(off < 0.6, `${off} levels off`);
});

test.serial('A grey profile is converted: a level of straight light is brighter in sRGB', async (t) => {
  const grey = sharp({ create: { width: 32, height: 32, channels: 3, background: '#404040' } });
  const jpeg = await grey.toColourspace('b-w').jpeg({ quality: 100 }).toBuffer();
  const wanted = Math.round(255 * (1.055 * (64 / 255) ** (1 / 2.4) - 0.055));
  const [found] = meanColour(await look(withProfile(jpeg, greyProfile(curv([])))));
  t.true(Math.abs(found - wanted) <= 1.5, `${found}, not ${wanted}`);
  t.is(meanColour(await look(jpeg))[0], 64);
});

test.serial('A profile that is broken costs no photo', async (t) => {
  const icc = profile(DISPLAY_P3, PARAMETRIC);
  for (let length = 0; length < icc.length; length += 37) {
    const found = await look(withProfile(plain, icc.subarray(0, length)));
    t.is(found.width, source.width, `${length} bytes of it`);
  }
  const huge = Buffer.from(icc);
  huge.writeUInt32BE(0xffffffff, 128);
  t.is((await look(withProfile(plain, huge))).width, source.width);
  // Tags that point behind the end.
  const astray = Buffer.from(icc);
  for (let entry = 132; entry < 132 + 9 * 12; entry += 12) astray.writeUInt32BE(0x7ffffff0, entry + 4);
  t.is(difference(await look(withProfile(plain, astray)), asPlain), 0);
});

/** An RGB profile of a matrix and one curve for the three channels (ICC.1:2001-04 for version 2, ICC.1:2022 for 4). */
function profile(primaries: number[], curve: Buffer, { version = 2, description = 'Test' } = {}): Buffer {
  const [red, green, blue] = [0, 3, 6].map((at) => tag('XYZ ', fixed(...primaries.slice(at, at + 3))));
  return assembled('RGB ', version, {
    ...common(version, description),
    rXYZ: red!,
    gXYZ: green!,
    bXYZ: blue!,
    rTRC: curve,
    gTRC: curve,
    bTRC: curve,
  });
}

const greyProfile = (curve: Buffer): Buffer => assembled('GRAY', 2, { ...common(2, 'Grey'), kTRC: curve });

function common(version: number, description: string): Record<string, Buffer> {
  const text = (content: string) =>
    version === 4
      ? tag(
          'mluc',
          words(1, 12, 0x656e5553, content.length * 2, 28),
          Buffer.from(content, 'utf16le').swap16(),
        )
      : tag('desc', words(content.length + 1), Buffer.from(`${content}\0`), Buffer.alloc(78));
  return {
    desc: text(description),
    cprt: version === 4 ? text('None') : tag('text', Buffer.from('None\0')),
    wtpt: tag('XYZ ', fixed(0.9642, 1, 0.8249)),
  };
}

function assembled(space: string, version: number, tags: Record<string, Buffer>): Buffer {
  const entries = Object.entries(tags);
  const start = 132 + entries.length * 12;
  const offsets = entries.map((_, at) =>
    entries.slice(0, at).reduce((sum, [, data]) => sum + data.length, start),
  );
  const rows = entries.map(([name, data], at) =>
    Buffer.concat([Buffer.from(name), words(offsets[at]!, data.length)]),
  );
  const body = Buffer.concat([words(entries.length), ...rows, ...entries.map(([, data]) => data)]);
  const head = Buffer.alloc(128);
  head.writeUInt32BE(128 + body.length, 0);
  head.writeUInt8(version, 8);
  head.write(`mntr${space}XYZ `, 12, 'latin1');
  head.write('acsp', 36, 'latin1');
  fixed(0.9642, 1, 0.8249).copy(head, 68);
  return Buffer.concat([head, body]);
}

function curv(values: number[]): Buffer {
  const steps = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => {
    steps.writeUInt16BE(value, at * 2);
  });
  return tag('curv', words(values.length), steps);
}

/** A tag's data, to whole words. */
function tag(type: string, ...parts: Buffer[]): Buffer {
  const data = Buffer.concat([Buffer.from(type), Buffer.alloc(4), ...parts]);
  return Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => {
    bytes.writeInt32BE(value | 0, at * 4);
  });
  return bytes;
}

/** Puts a profile into a JPEG that has none, leaving its pixels alone (ICC.1:2022, annex B.4). */
function withProfile(jpeg: Buffer, icc: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), icc]);
  const head = Buffer.from([0xff, 0xe2, (data.length + 2) >> 8, (data.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}
