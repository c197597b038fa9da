import decodeHeif from 'heic-decode';
import type { Picture } from '../Picture.ts';
import { displayP3ToSrgb } from './displayP3ToSrgb.ts';
import { PhotoError } from './PhotoError.ts';

/** sharp's own build reads AVIF but not HEVC, which iPhones write; libheif in WebAssembly does, turning included. */
export async function decodeHeic(bytes: Buffer, profile: Buffer | undefined): Promise<Picture> {
  const { width, height, data } = await decodeHeif({ buffer: bytes as unknown as ArrayBufferLike }).catch(
    (cause: unknown) => {
      throw new PhotoError(
        'damaged',
        `The HEIC photo cannot be decoded (${cause instanceof Error ? cause.message : cause}). ` +
          'It is cut short or broken: drop it again from its source, or as JPEG.',
        { cause },
      );
    },
  );
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + 1]!;
    rgb[to + 2] = data[from + 2]!;
  }
  // Apple's description is UTF-16; without its zero bytes it reads as it is.
  if (profile?.toString('latin1').replaceAll('\0', '').includes('Display P3')) displayP3ToSrgb(rgb);
  return { width, height, rgb };
}
