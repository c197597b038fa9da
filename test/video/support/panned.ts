import { writeFilm } from '../../../video/writeFilm.ts';
import { framesOfShots, pictureOf } from './shots.ts';

const SIZE = { width: 640, height: 360 };

/** A film of 8 s that looks at the left of a photo, goes to its right, and back: those in the middle stay, others come and go. */
export async function panned(photo: Buffer): Promise<Buffer> {
  const picture = await pictureOf(photo, 1280);
  const height = (picture.width * 0.6 * SIZE.height) / SIZE.width;
  const at = (x: number) => ({
    x: x * picture.width,
    y: 0.12 * picture.height,
    width: 0.6 * picture.width,
    height,
  });
  const shots = [
    { seconds: 1, picture, from: at(0) },
    { seconds: 3, picture, from: at(0), to: at(0.4) },
    { seconds: 1, picture, from: at(0.4) },
    { seconds: 3, picture, from: at(0.4), to: at(0) },
  ];
  return writeFilm(framesOfShots(shots, SIZE.width, SIZE.height), {
    container: 'mp4',
    codec: 'h264',
    keyEvery: 25,
  });
}
