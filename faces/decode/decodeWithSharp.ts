import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sharp, SharpOptions } from 'sharp';
import type { Picture, Rect } from '../Picture.ts';
import { damaged } from './damaged.ts';
import { storedRect } from './orientation.ts';
import type { Header } from './readHeader.ts';
import { sharp } from './sharp.ts';

/** Decodes the whole photo, or a rectangle of whole pixels of the upright one. */
export function decodeWithSharp(bytes: Buffer, header: Header, rect?: Rect): Promise<Picture> {
  const photo = sharp(bytes, options(header));
  if (!rect) return pixels(photo, header);
  const { x: left, y: top, width, height } = storedRect(rect, header, header.orientation);
  return pixels(photo.extract({ left, top, width, height }), header);
}

/**
 * Decodes a WebP reduced by libwebp itself, averaging. sharp has libvips do so where a width is asked for, and has
 * nothing left to resize where only that is.
 */
export function decodeWebpReduced(bytes: Buffer, header: Header, shrink: number): Promise<Picture> {
  const width = Math.floor(header.width / shrink);
  return pixels(sharp(bytes, options(header)).resize({ width }), header);
}

/**
 * Decodes a JPEG at 1/2, 1/4 or 1/8, reduced by libjpeg's smaller inverse DCT alone; of a size that `shrink` does not
 * divide, the stored photo's last columns and rows are left out. sharp asks libjpeg for a scale only to resize from
 * it once more, by 9/8 at least; libvips takes the scale with a file's name, as any option of its loaders.
 */
export async function decodeJpegReduced(bytes: Buffer, header: Header, shrink: number): Promise<Picture> {
  const file = join(tmpdir(), `face-inbox-${randomUUID()}.jpg`);
  try {
    // Into the page cache, in a millisecond: by way of the thread pool it takes longer.
    writeFileSync(file, bytes, { flag: 'wx', mode: 0o600 });
    const picture = await pixels(sharp(`${file}[shrink=${shrink}]`, options(header)), header);
    if (picture.width !== Math.floor(header.width / shrink))
      throw new Error(
        `libvips made ${picture.width} x ${picture.height} pixels of ${header.width} x ${header.height} at ` +
          `1/${shrink}; it should leave out what is over. Use the version of sharp that package.json names.`,
      );
    return picture;
  } finally {
    rmSync(file, { force: true });
  }
}

const options = ({ colour }: Header): SharpOptions => ({
  failOn: 'error',
  limitInputPixels: false,
  ignoreIcc: colour !== 'lcms',
});

/** Upright sRGB; each step only where the photo needs it. */
async function pixels(photo: Sharp, { orientation, hasAlpha, colour }: Header): Promise<Picture> {
  if (orientation > 1) photo.autoOrient();
  if (hasAlpha) photo.flatten({ background: '#ffffff' });
  const { data, info } = await photo.raw().toBuffer({ resolveWithObject: true }).catch(damaged);
  if (typeof colour === 'function') colour(data);
  return { width: info.width, height: info.height, rgb: data };
}
