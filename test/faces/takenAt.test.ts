import test from 'ava';
import sharp from 'sharp';
import { decode } from '../../faces/decode/decode.ts';
import { MAX_PIXELS } from './support/project.ts';

/** Tags of the EXIF block, and the moment they mean (undefined: none). */
const CASES: [what: string, tags: Record<string, string>, moment: string | undefined][] = [
  [
    'A date without offset is taken as UTC',
    { DateTimeOriginal: '2023:07:08 09:10:11' },
    '2023-07-08T09:10:11.000Z',
  ],
  [
    'A date with an offset east of Greenwich is earlier in UTC',
    { DateTimeOriginal: '2023:07:08 01:10:11', OffsetTimeOriginal: '+05:30' },
    '2023-07-07T19:40:11.000Z',
  ],
  [
    'A date with an offset west of Greenwich is later in UTC',
    { DateTimeOriginal: '2023:12:31 22:00:00', OffsetTimeOriginal: '-03:30' },
    '2024-01-01T01:30:00.000Z',
  ],
  [
    'An offset that is blank, as cameras write it, is none',
    { DateTimeOriginal: '2023:07:08 09:10:11', OffsetTimeOriginal: '   :  ' },
    '2023-07-08T09:10:11.000Z',
  ],
  [
    'The date of scanning stands in for that of taking, with its own offset',
    { DateTimeDigitized: '2020:01:01 00:00:00', OffsetTimeDigitized: '+05:00' },
    '2019-12-31T19:00:00.000Z',
  ],
  [
    'The date of taking goes before that of scanning',
    { DateTimeOriginal: '1971:02:03 12:00:00', DateTimeDigitized: '2020:01:01 00:00:00' },
    '1971-02-03T12:00:00.000Z',
  ],
  [
    'The zeros of a clock that was never set are no date',
    { DateTimeOriginal: '0000:00:00 00:00:00' },
    undefined,
  ],
  ['A blank date is none', { DateTimeOriginal: '    :  :     :  :  ' }, undefined],
  ['Nonsense is no date', { DateTimeOriginal: 'last summer' }, undefined],
];

const patch = () => sharp({ create: { width: 16, height: 16, channels: 3, background: '#789' } });

for (const [what, tags, moment] of CASES)
  test(what, async (t) => {
    const bytes = await patch()
      .withExif({ IFD2: tags } as never)
      .jpeg()
      .toBuffer();
    const { takenAt } = await decode(bytes, { maxPixels: MAX_PIXELS });
    t.is(takenAt?.toISOString(), moment);
  });

test('A photo without EXIF has no date', async (t) => {
  t.is((await decode(await patch().jpeg().toBuffer(), { maxPixels: MAX_PIXELS })).takenAt, undefined);
});

test('A broken EXIF block costs the date and not the photo', async (t) => {
  const jpeg = await patch().jpeg().toBuffer();
  for (const block of [
    'Exif\0\0',
    'Exif\0\0II*\0\xff\xff\xff\xff',
    'Exif\0\0MM\0*\0\0\0\x08\xff\xff',
    'Exif\0\0XX*\0\x08\0\0\0\0\0',
    // One entry, the pointer to the tags of the photo, which points at itself.
    'Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0',
  ]) {
    const { width, takenAt } = await decode(withExifBlock(jpeg, Buffer.from(block, 'latin1')), {
      maxPixels: MAX_PIXELS,
    });
    t.is(width, 16);
    t.is(takenAt, undefined);
  }
});

/** Puts an APP1 segment directly behind the JPEG's first marker. */
function withExifBlock(jpeg: Buffer, block: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, (block.length + 2) >> 8, (block.length + 2) & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), head, block, jpeg.subarray(2)]);
}
