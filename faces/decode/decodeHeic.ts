import type { Channel, HeifFault, Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.js';
import type { Picture } from '../Picture.ts';
import { PhotoError } from './PhotoError.ts';
import type { Header } from './readHeader.ts';

/**
 * sharp's own build reads AVIF but not HEVC, which iPhones write; libheif in WebAssembly does, turning included.
 * A profile that is no matrix, which no camera is known to write into HEIC, is not applied: lcms is out of reach here.
 */
export async function decodeHeic(bytes: Buffer, header: Header): Promise<Picture> {
  const { width, height, colour } = header;
  const rgb = await primaryPixels(bytes, header).catch((cause: unknown) => {
    throw new PhotoError(
      'damaged',
      `The HEIC photo cannot be decoded (${String((cause as Error).message).trim()}). ` +
        'It is cut short or broken: drop it again from its source, or as JPEG.',
      { cause },
    );
  });
  if (typeof colour === 'function') colour(rgb);
  return { width, height, rgb };
}

/** What libheif itself says of a file. */
class HeifError extends Error {
  override name = 'HeifError';
}

let opened: Libheif | undefined;

/** Of a file with several pictures the primary one. @throws HeifError, and whatever breaks WebAssembly */
async function primaryPixels(bytes: Buffer, header: Header): Promise<Uint8Array> {
  // Compiling libheif takes a tenth of a second, which no other photo is to wait for.
  const { default: open } = await import('libheif-js/libheif-wasm/libheif-bundle.js');
  const heif = opened ?? open();
  // Gone if the photo breaks it in the midst: then it is in no state to release anything, or to read another.
  opened = undefined;
  const releases: (() => void)[] = [];
  try {
    return decodePrimary(heif, bytes, header, (release) => releases.unshift(release));
  } catch (error) {
    if (!(error instanceof HeifError)) releases.length = 0;
    throw error;
  } finally {
    if (releases.length > 0) opened = heif;
    for (const release of releases) release();
  }
}

/** @param later is given what is to be done when the pixels have been copied, the last first */
function decodePrimary(
  heif: Libheif,
  bytes: Buffer,
  { width, height, hasAlpha }: Header,
  later: (release: () => void) => void,
): Uint8Array {
  const context = heif.heif_context_alloc();
  later(() => heif.heif_context_free(context));
  const read = heif.heif_context_read_from_memory(context, bytes);
  if (read.code !== heif.heif_error_code.heif_error_Ok) throw new HeifError(read.message);

  const image = must(heif.heif_js_context_get_primary_image_handle(context));
  later(() => heif.heif_image_handle_release(image));
  const found = [heif.heif_image_handle_get_width(image), heif.heif_image_handle_get_height(image)];
  // Before the pixels are there: they are what costs.
  if (found[0] !== width || found[1] !== height)
    throw new HeifError(
      `its primary picture is ${found.join(' x ')} pixels, but ${width} x ${height} by its header`,
    );

  const chroma = heif.heif_chroma[hasAlpha ? 'heif_chroma_interleaved_RGBA' : 'heif_chroma_interleaved_RGB'];
  const decoded = must(heif.heif_js_decode_image2(image, heif.heif_colorspace.heif_colorspace_RGB, chroma));
  later(() => heif.heif_image_release(decoded.image));
  const [pixels] = decoded.channels;
  if (pixels?.width !== width || pixels.height !== height)
    throw new HeifError(
      `it has ${pixels?.width} x ${pixels?.height} pixels, but ${width} x ${height} by its header`,
    );
  return hasAlpha ? onWhite(pixels) : withoutGaps(pixels);
}

/** @throws HeifError where that is what came */
function must<T extends object>(answer: T | HeifFault): T {
  if ('code' in answer) throw new HeifError(answer.message);
  return answer;
}

function withoutGaps({ width, height, stride, data }: Channel): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) rgb.set(data.subarray(y * stride, y * stride + width * 3), y * width * 3);
  return rgb;
}

function onWhite({ width, height, stride, data }: Channel): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++)
    for (let from = y * stride; from < y * stride + width * 4; from += 4, to += 3) {
      const opaque = data[from + 3]! / 255;
      const white = 255 * (1 - opaque) + 0.5;
      rgb[to] = data[from]! * opaque + white;
      rgb[to + 1] = data[from + 1]! * opaque + white;
      rgb[to + 2] = data[from + 2]! * opaque + white;
    }
  return rgb;
}
