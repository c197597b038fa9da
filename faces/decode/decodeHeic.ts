import heif from 'heic-decode';
import type { Picture } from '../Picture.ts';
import { displayP3ToSrgb, isDisplayP3 } from './displayP3ToSrgb.ts';
import { PhotoError } from './PhotoError.ts';

/** What sharp reads of the file's primary picture; its size is the one that the pixel cap was held against. */
interface Header {
  width: number;
  height: number;
  pagePrimary?: number;
  icc?: Buffer;
}

/** sharp's own build reads AVIF but not HEVC, which iPhones write; libheif in WebAssembly does, turning included. */
export async function decodeHeic(bytes: Buffer, header: Header): Promise<Picture> {
  const { width, height, icc } = header;
  const rgba = await primaryPixels(bytes, header).catch((cause: unknown) => {
    throw new PhotoError(
      'damaged',
      `The HEIC photo cannot be decoded (${cause instanceof Error ? cause.message : cause}). ` +
        'It is cut short or broken: drop it again from its source, or as JPEG.',
      { cause },
    );
  });
  const rgb = onWhite(rgba);
  if (icc && isDisplayP3(icc)) displayP3ToSrgb(rgb);
  return { width, height, rgb };
}

/** A file can hold several pictures, and the first need not be the primary one. */
async function primaryPixels(bytes: Buffer, { width, height, pagePrimary = 0 }: Header) {
  const images = await heif.all({ buffer: bytes });
  try {
    const image = images[pagePrimary];
    if (image?.width !== width || image.height !== height)
      throw new Error(
        `its primary picture is ${image?.width} x ${image?.height} pixels, but ${width} x ${height} by its header`,
      );
    return (await image.decode()).data;
  } finally {
    images.dispose();
  }
}

function onWhite(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const opaque = rgba[from + 3]! / 255;
    const white = 255 * (1 - opaque) + 0.5;
    rgb[to] = rgba[from]! * opaque + white;
    rgb[to + 1] = rgba[from + 1]! * opaque + white;
    rgb[to + 2] = rgba[from + 2]! * opaque + white;
  }
  return rgb;
}
