import sharp from 'sharp';
import type { Picture } from '../Picture.ts';
import { decodeHeic } from './decodeHeic.ts';
import { PhotoError } from './PhotoError.ts';
import { type Format, sniff } from './sniff.ts';
import { takenAt } from './takenAt.ts';

export interface Photo extends Picture {
  format: Format;
  takenAt: Date | undefined;
}

// Only the loaders of the formats that are read: a photo can reach no other parser of libvips.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});
// A function analyses one photo after another; a cache of operations would only hold on to their pixels.
sharp.cache(false);

/**
 * Decodes a photo to upright sRGB: EXIF orientation applied, profiles and CMYK converted, transparency laid on
 * white, 16 bits reduced to 8; of an animation its first frame.
 * The number of pixels is checked from the header, before anything is decoded.
 * @throws PhotoError `empty`, `not-an-image`, `unsupported-format`, `too-many-pixels` or `damaged`.
 */
export async function decode(bytes: Buffer, maxPixels: number): Promise<Photo> {
  const format = sniff(bytes);
  const header = await readHeader(bytes);
  const pixels = header.width * header.height;
  if (pixels > maxPixels)
    throw new PhotoError(
      'too-many-pixels',
      `The photo has ${header.width} x ${header.height} = ${pixels} pixels; at most ${maxPixels} are read. ` +
        'Drop a smaller one, or raise MAX_PIXELS.',
    );
  const picture = format === 'heic' ? await decodeHeic(bytes, header) : await decodeWithSharp(bytes);
  return { ...picture, format, takenAt: takenAt(header.exif) };
}

async function readHeader(bytes: Buffer) {
  const header = await sharp(bytes, { limitInputPixels: false }).metadata().catch(damaged);
  return { ...header, width: header.width, height: header.height };
}

async function decodeWithSharp(bytes: Buffer): Promise<Picture> {
  const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: false })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(damaged);
  return { width: info.width, height: info.height, rgb: data };
}

function damaged(cause: unknown): never {
  const detail = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
  // This machine's fault and not the photo's: another try may have more room.
  if (/memory|alloc/i.test(detail)) throw cause;
  throw new PhotoError(
    'damaged',
    `The photo cannot be decoded (${detail}). It is cut short or broken: drop it again from its source.`,
    { cause },
  );
}
