import { readFile } from 'node:fs/promises';
import { samplePhotos } from '../bench/engine/samplePhotos.ts';
import { makeFilm } from '../bench/video/makeFilm.ts';
import { readSettings } from '../config/settings.ts';
import { decode } from '../faces/decode/decode.ts';
import { writeFilm } from '../video/writeFilm.ts';

export interface TestFilm {
  seconds: number;
  /** Frames a second. */
  rate: number;
  width: number;
  height: number;
  /** Seconds from a key frame to the next. */
  keySeconds: number;
}

/** A film of the sample photos, over which a camera moves, in H.264. */
export async function makeTestFilm({ keySeconds, ...film }: TestFilm): Promise<Buffer> {
  const { maxPixels } = readSettings();
  const stills = [];
  for (const { path } of await samplePhotos())
    stills.push({ picture: (await decode(await readFile(path), { maxPixels })).picture, faces: [] });
  const { frames } = makeFilm(stills, film);
  const keyEvery = Math.max(1, Math.round(keySeconds * film.rate));
  return writeFilm(frames, { container: 'mp4', codec: 'h264', keyEvery, bFrames: 2 });
}
