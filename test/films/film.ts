import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Picture } from '../../faces/Picture.ts';
import type { AnalysedVideo, FaceItem, ImageItem } from '../../store/ImageItem.ts';
import { type WrittenFilm, writeFilm } from '../../video/writeFilm.ts';
import { sample } from '../support/samples.ts';
import type { Stack } from '../support/startStack.ts';
import type { Announced } from '../support/subscribe.ts';
import { framesOfShots, pictureOf, type Shot } from '../video/support/shots.ts';

const SIZE = { width: 640, height: 360 };

export interface Cast {
  /** For the film. */
  pictures: Picture[];
  /** To enrol them by. */
  portraits: Buffer[];
}

/** Two people of face-api's first sample photo, each in a frame of her own; nobody is enrolled. */
export async function castOf(stack: Stack): Promise<Cast> {
  const photo = await sample(1);
  const { item } = await stack.analysed('cast.jpg', photo);
  if (item.status !== 'analysed' || item.kind) throw new Error(`cast.jpg is ${item.status}`);
  const faces = item.faces.toSorted((a, b) => a.box.left - b.box.left);
  const whole = await pictureOf(photo, item.width);
  return {
    pictures: faces.map(({ box }, at) => framed(whole, box, 10 + at * 150)),
    portraits: await Promise.all(faces.map(({ box }) => cutFace(photo, box))),
  };
}

/** A part of the picture round the face, at so many pixels from the left of a frame of 640 x 360 that is grey else. */
function framed({ width, height, rgb }: Picture, box: FaceItem['box'], dx: number): Picture {
  const side = Math.round(1.6 * box.width * width);
  const left = Math.round((box.left + box.width / 2) * width - side / 2);
  const top = Math.round((box.top + box.height / 2) * height - side / 2);
  const pixels = Buffer.alloc(SIZE.width * SIZE.height * 3, 128);
  const shown = 300;
  const dy = (SIZE.height - shown) / 2;
  for (let y = 0; y < shown; y++)
    for (let x = 0; x < shown; x++) {
      const column = left + Math.floor((x * side) / shown);
      const line = top + Math.floor((y * side) / shown);
      if (column < 0 || line < 0 || column >= width || line >= height) continue;
      const from = (line * width + column) * 3;
      rgb.subarray(from, from + 3).forEach((value, at) => {
        pixels[((y + dy) * SIZE.width + x + dx) * 3 + at] = value;
      });
    }
  return { ...SIZE, rgb: pixels };
}

export const GREY: Picture = { ...SIZE, rgb: Buffer.alloc(SIZE.width * SIZE.height * 3, 128) };

interface FilmOptions extends Partial<WrittenFilm> {
  /** When a frame is shown that would be shown then at 25 a second. */
  timeOf?(time: number): number;
}

/** A film of shots, 25 frames a second, with a key frame each second. */
export function filmOf(
  shots: Shot[],
  { timeOf = (time) => time, ...options }: FilmOptions = {},
  { width, height } = SIZE,
): Promise<Buffer> {
  const frames = function* () {
    for (const { time, picture } of framesOfShots(shots, width, height))
      yield { time: timeOf(time), picture };
  };
  return writeFilm(frames(), { container: 'mp4', codec: 'h264', keyEvery: 25, ...options });
}

/** As it has to be stored to be upright after a quarter turn clockwise. */
export function turnedLeft({ width, height, rgb }: Picture): Picture {
  const turned = Buffer.alloc(rgb.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const to = ((width - 1 - x) * height + y) * 3;
      rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3).forEach((value, at) => {
        turned[to + at] = value;
      });
    }
  return { width: height, height: width, rgb: turned };
}

/** Drops a film, and waits for what is announced of it and for its item. */
export async function filmed(
  stack: Stack,
  key: string,
  film: Buffer,
): Promise<{ event: Announced; item: AnalysedVideo }> {
  const { event, item } = await stack.analysed(key, film);
  return { event, item: videoItem(item) };
}

function videoItem(item: ImageItem | undefined): AnalysedVideo {
  if (item?.status !== 'analysed' || !item.kind)
    throw new Error(`expected an analysed video, not ${JSON.stringify(item)}`);
  return item;
}
