import { damaged } from './damaged.ts';
import { uprightSize } from './orientation.ts';
import { type Convert, profileToSrgb } from './profileToSrgb.ts';
import { sharp } from './sharp.ts';

/** What a file says before anything is decoded. */
export interface Header {
  /** Of the upright photo, in pixels. */
  width: number;
  height: number;
  /** EXIF's, 1 to 8: how the stored photo is to be turned. */
  orientation: number;
  hasAlpha: boolean;
  /** How the pixels become sRGB: as they are, by a conversion of ours, or by lcms inside libvips. */
  colour: Convert | 'none' | 'lcms';
  exif?: Buffer;
}

/** @throws PhotoError `damaged` where the header cannot be read. */
export async function readHeader(bytes: Buffer): Promise<Header> {
  const read = await sharp(bytes, { limitInputPixels: false }).metadata().catch(damaged);
  const { orientation = 1, hasAlpha, exif } = read;
  return {
    ...uprightSize(read, orientation),
    orientation,
    hasAlpha,
    colour: colourOf(read),
    ...(exif && { exif }),
  };
}

/** A colour picture without a profile is sRGB; grey, CMYK and profiles that are no matrix are lcms's. */
function colourOf({ space, icc }: { space: string; icc?: Buffer }): Header['colour'] {
  if (space !== 'srgb' && space !== 'rgb16') return 'lcms';
  if (!icc) return 'none';
  const conversion = profileToSrgb(icc);
  return conversion === 'unknown' ? 'lcms' : conversion;
}
