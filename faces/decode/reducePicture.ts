import type { Picture, Rect } from '../Picture.ts';
import { cut, wholePixels } from './cut.ts';
import { decode } from './decode.ts';
import type { Photo } from './Photo.ts';
import { readHeader } from './readHeader.ts';
import { sharp } from './sharp.ts';
import { sniff } from './sniff.ts';

/** A small picture to look at, of a photo or of a part of it. */
export interface WantedPicture {
  /** Pixels that it may be wide; it is never larger than what it is made of. */
  width: number;
  type: PictureType;
  /** Of the upright photo, in shares of its size; all of it, if not given. What reaches beyond is cut off. */
  part?: Rect;
  /** A photo of more pixels is refused. */
  maxPixels: number;
}

export type PictureType = 'image/webp' | 'image/jpeg';

export interface MadePicture {
  bytes: Buffer;
  width: number;
  height: number;
}

/** So many times as high as wide a picture may be: WebP has 16,383 pixels at most. */
const MOST_UPRIGHT = 4;

/**
 * Makes the picture of the bytes of a photo: upright sRGB, without any of the photo's metadata. JPEG and WebP are decoded no
 * larger than it takes.
 * @throws PhotoError as `decode` does
 */
export async function reducePhoto(bytes: Buffer, wanted: WantedPicture): Promise<MadePicture> {
  sniff(bytes);
  const header = await readHeader(bytes);
  const part = partOf(wanted, header);
  const enough = Math.ceil(Math.max(header.width, header.height) * scaleOf(part, wanted));
  const photo = await decode(bytes, { maxPixels: wanted.maxPixels, enough });
  return encode(cut(photo.picture, inPicture(part, photo)), wanted);
}

/** The same of pixels. */
export async function reducePixels(picture: Picture, wanted: WantedPicture): Promise<MadePicture> {
  return encode(cut(picture, partOf(wanted, picture)), wanted);
}

type Size = Pick<Picture, 'width' | 'height'>;

function partOf(
  { part = { x: 0, y: 0, width: 1, height: 1 } }: WantedPicture,
  { width, height }: Size,
): Rect {
  const rect = {
    x: part.x * width,
    y: part.y * height,
    width: part.width * width,
    height: part.height * height,
  };
  return wholePixels(rect, { width, height });
}

function scaleOf(from: Size, { width }: WantedPicture): number {
  return Math.min(1, width / from.width, (MOST_UPRIGHT * width) / from.height);
}

/** Where a rectangle of the photo in full lies in what was decoded of it. */
function inPicture(rect: Rect, { picture, inFull }: Photo): Rect {
  const pixel = inFull({ x: 0, y: 0, width: 1, height: 1 });
  const there = {
    x: (rect.x - pixel.x) / pixel.width,
    y: (rect.y - pixel.y) / pixel.height,
    width: rect.width / pixel.width,
    height: rect.height / pixel.height,
  };
  return wholePixels(there, picture);
}

/** WebP's effort 2 takes half the time of its default, 4, for some hundredths more bytes. */
async function encode({ width, height, rgb }: Picture, wanted: WantedPicture): Promise<MadePicture> {
  const scale = scaleOf({ width, height }, wanted);
  const image = sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  if (scale < 1)
    image.resize({
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
      fit: 'fill',
    });
  const encoded =
    wanted.type === 'image/webp' ? image.webp({ quality: 78, effort: 2 }) : image.jpeg({ quality: 80 });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}
