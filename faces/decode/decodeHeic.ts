import type { Picture } from '../Picture.ts';
import { PhotoError } from './PhotoError.ts';
import type { Header } from './readHeader.ts';

/**
 * sharp's own build reads AVIF but not HEVC, which iPhones write; libheif in WebAssembly does, turning included.
 * A profile that is no matrix, which no camera is known to write into HEIC, is not applied: lcms is out of reach here.
 */
export async function decodeHeic(bytes: Buffer, header: Header): Promise<Picture> {
  const { width, height, colour } = header;
  const rgba = await primaryPixels(bytes, header).catch((cause: unknown) => {
    throw new PhotoError(
      'damaged',
      `The HEIC photo cannot be decoded (${cause instanceof Error ? cause.message : cause}). ` +
        'It is cut short or broken: drop it again from its source, or as JPEG.',
      { cause },
    );
  });
  const rgb = onWhite(rgba);
  if (typeof colour === 'function') colour(rgb);
  return { width, height, rgb };
}

/** A file can hold several pictures, and the first need not be the primary one. */
async function primaryPixels(bytes: Buffer, { width, height, pagePrimary = 0 }: Header) {
  // Compiling libheif takes a tenth of a second, which no other photo is to wait for.
  const { default: heif } = await import('heic-decode');
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
