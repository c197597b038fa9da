import type { Picture } from '../Picture.ts';
import { decodeHeic } from './decodeHeic.ts';
import { decodeJpegReduced, decodeWebpReduced, decodeWithSharp } from './decodeWithSharp.ts';
import { type Photo, photoOf } from './Photo.ts';
import { PhotoError } from './PhotoError.ts';
import { type Header, readHeader } from './readHeader.ts';
import { type Format, sniff } from './sniff.ts';
import { takenAt } from './takenAt.ts';

export interface Limits {
  /** A photo of more pixels is refused. */
  maxPixels: number;
  /** Pixels of the longer side that the picture needs; a larger one may be decoded reduced. Absent: all there are. */
  enough?: number;
  /** Pixels up to which a photo is held in full once a region of it was asked for. */
  keep?: number;
}

/** 192 MB. */
const KEEP = 64_000_000;

/** What libjpeg reduces by at the cost of no more than decoding: it leaves coefficients out (its `scale_denom`). */
const SHRINKS = [8, 4, 2];

/**
 * Decodes a photo to upright sRGB: EXIF orientation applied, profiles and CMYK converted, transparency laid on
 * white, 16 bits reduced to 8; of an animation its first frame. JPEG and WebP come reduced by 8, 4 or 2 where
 * `enough` allows it.
 * The number of pixels is checked from the header, before anything is decoded.
 * @throws PhotoError `empty`, `not-an-image`, `unsupported-format`, `too-many-pixels` or `damaged`.
 */
export async function decode(bytes: Buffer, { maxPixels, enough, keep = KEEP }: Limits): Promise<Photo> {
  const format = sniff(bytes);
  const header = await readHeader(bytes);
  const { width, height } = header;
  if (width * height > maxPixels)
    throw new PhotoError(
      'too-many-pixels',
      `The photo has ${width} x ${height} = ${width * height} pixels; at most ${maxPixels} are read. ` +
        'Drop a smaller one, or raise MAX_PIXELS.',
    );
  const shrink = shrinkOf(format, header, enough);
  const picture = await decodePicture(bytes, format, header, shrink);
  return photoOf({ bytes, format, header, shrink, keep, picture, takenAt: takenAt(header.exif) });
}

function shrinkOf(format: Format, { width, height }: Header, enough = Number.POSITIVE_INFINITY): number {
  if (format !== 'jpeg' && format !== 'webp') return 1;
  const longer = Math.max(width, height);
  const shorter = Math.min(width, height);
  return SHRINKS.find((by) => Math.floor(longer / by) >= enough && shorter >= by) ?? 1;
}

function decodePicture(bytes: Buffer, format: Format, header: Header, shrink: number): Promise<Picture> {
  if (format === 'heic') return decodeHeic(bytes, header);
  if (shrink === 1) return decodeWithSharp(bytes, header);
  return (format === 'jpeg' ? decodeJpegReduced : decodeWebpReduced)(bytes, header, shrink);
}
