import { PhotoError } from './PhotoError.ts';

export type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'heic';

/** The first bytes of what people also drop; named so that the refusal can say what it was. */
const OTHERS: [name: string, test: (bytes: Buffer) => boolean][] = [
  ['a TIFF', (b) => starts(b, 'II*\0') || starts(b, 'MM\0*')],
  ['a BMP', (b) => starts(b, 'BM')],
  ['a PDF', (b) => starts(b, '%PDF')],
  ['a ZIP archive or office document', (b) => starts(b, 'PK\x03\x04')],
  ['a JPEG XL', (b) => starts(b, '\xff\x0a') || starts(b, '\0\0\0\x0cJXL ')],
  ['an SVG, HTML or XML text', (b) => /^\s*<(\?xml|!doctype|svg|html)/i.test(b.toString('latin1', 0, 256))],
  ['a video', (b) => starts(b, '\x1aE\xdf\xa3') || starts(b, 'RIFF', 'AVI ') || starts(b, 'ftyp', '', 4)],
];

/**
 * Tells the format from the first bytes and from nothing else: a key's ending and a content type are only claims.
 * @throws PhotoError `empty`, `unsupported-format` or `not-an-image`.
 */
export function sniff(bytes: Buffer): Format {
  if (bytes.length === 0)
    throw new PhotoError(
      'empty',
      'The object has 0 bytes. Drop the photo again; its upload may have failed.',
    );
  const format = formatOf(bytes);
  if (format) return format;
  const other = OTHERS.find(([, test]) => test(bytes));
  const remedy = 'Use JPEG, PNG, WebP, GIF, AVIF or HEIC.';
  if (other)
    throw new PhotoError('unsupported-format', `The object is ${other[0]}, which is not read. ${remedy}`);
  throw new PhotoError(
    'not-an-image',
    `The object begins with the bytes ${bytes.toString('hex', 0, 8)}, which are no image's. ${remedy}`,
  );
}

function formatOf(bytes: Buffer): Format | undefined {
  if (starts(bytes, '\xff\xd8\xff')) return 'jpeg';
  if (starts(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  if (starts(bytes, 'RIFF', 'WEBP')) return 'webp';
  if (starts(bytes, 'GIF8')) return 'gif';
  return isobmff(bytes);
}

/** HEIF's brands (ISO/IEC 23008-12, annex B; AV1 Image File Format, 6). */
function isobmff(bytes: Buffer): 'avif' | 'heic' | undefined {
  if (!starts(bytes, 'ftyp', '', 4)) return undefined;
  const length = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  const brands = bytes.toString('latin1', 8, length);
  if (/avi[fs]/.test(brands)) return 'avif';
  if (/hei[cxms]|hev[cx]/.test(brands)) return 'heic';
  return undefined;
}

/** Whether the bytes at `at` spell `head`, and those 8 further on `later`. */
function starts(bytes: Buffer, head: string, later = '', at = 0): boolean {
  return (
    bytes.toString('latin1', at, at + head.length) === head &&
    bytes.toString('latin1', at + 8, at + 8 + later.length) === later
  );
}
