import type { Picture, Rect } from '../Picture.ts';
import { cut, wholePixels } from './cut.ts';
import { decodeWithSharp } from './decodeWithSharp.ts';
import { xReversed, yReversed } from './orientation.ts';
import type { Header } from './readHeader.ts';
import type { Format } from './sniff.ts';

export interface Photo extends Pixels {
  format: Format;
  /** When it was taken, by its EXIF block. */
  takenAt: Date | undefined;
}

/** A photo as far as faces are cut out of it. */
export interface Pixels {
  /** Of the upright photo in full, in pixels. */
  width: number;
  height: number;
  /** Upright, and reduced where that was allowed: what is looked at. */
  picture: Picture;
  /** Where a rectangle of `picture` lies in the photo in full; pixels of either, fractions kept. */
  inFull(rect: Rect): Rect;
  /**
   * The pixels of a rectangle of the photo in full: the whole ones that it touches (`wholePixels` says which).
   * The first call decodes the photo in full and holds it, unless it is too large to be held: then each call decodes
   * down to its last row.
   * @throws RangeError where the rectangle lies outside.
   */
  region(rect: Rect): Promise<Picture>;
}

/** What a photo is made of: its file, and the picture that was decoded of it at 1/`shrink`. */
interface Parts extends Pick<Photo, 'format' | 'takenAt' | 'picture'> {
  bytes: Buffer;
  header: Header;
  shrink: number;
  /** Pixels up to which the photo is held in full. */
  keep: number;
}

export function photoOf({ bytes, format, header, shrink, keep, picture, takenAt }: Parts): Photo {
  const { width, height } = header;
  let full = shrink === 1 ? Promise.resolve(picture) : undefined;
  return {
    format,
    takenAt,
    width,
    height,
    picture,
    inFull: inFull(format, header, shrink, picture),
    region: async (rect) => {
      const wanted = wholePixels(rect, header);
      if (!full && width * height > keep) return decodeWithSharp(bytes, header, wanted);
      full ??= decodeWithSharp(bytes, header);
      return cut(await full, wanted);
    },
  };
}

/** libwebp reduces to whole pixels and stretches by a trace; libjpeg reduces exactly and leaves out what is over. */
function inFull(format: Format, { width, height, orientation }: Header, shrink: number, picture: Picture) {
  const exact = format === 'jpeg';
  const across = exact ? shrink : width / picture.width;
  const down = exact ? shrink : height / picture.height;
  // What was left out lies at the stored photo's end, which can be the upright one's beginning.
  const left = xReversed(orientation) ? width - across * picture.width : 0;
  const top = yReversed(orientation) ? height - down * picture.height : 0;
  return (rect: Rect): Rect => ({
    x: left + across * rect.x,
    y: top + down * rect.y,
    width: across * rect.width,
    height: down * rect.height,
  });
}
