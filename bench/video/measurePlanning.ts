import { planChunks } from '../../video/planChunks.ts';
import { probe } from '../../video/probe.ts';
import { writeFilm } from '../../video/writeFilm.ts';
import type { FilmOptions, TestFilm } from './makeFilm.ts';
import { repeatFilm } from './repeatFilm.ts';

/** An hour's film as planning sees it. */
export interface Planning {
  seconds: number;
  megabytes: number;
  frames: number;
  chunks: number;
  /** Read of it, and how long probing and planning took. */
  readMegabytes: number;
  ms: number;
}

const HOUR = 3600;
/** It has as many frames as any, of few bytes. */
const BITS = 100_000;

/** @param film its first minutes, which are repeated; one that was not read yet */
export async function measurePlanning({ frames }: TestFilm, { seconds }: FilmOptions): Promise<Planning> {
  const part = await writeFilm(frames, {
    container: 'mp4',
    codec: 'h264',
    keyEvery: 50,
    bFrames: 2,
    bitsPerSecond: BITS,
  });
  const bytes = await repeatFilm(part, Math.ceil(HOUR / seconds));
  let read = 0;
  const source = {
    bytes: bytes.length,
    async read(start: number, end: number) {
      read += end - start;
      return bytes.subarray(start, end);
    },
  };
  const began = performance.now();
  const film = await probe(source);
  const chunks = planChunks(film);
  const ms = performance.now() - began;
  return {
    seconds: film.duration,
    megabytes: bytes.length / 1e6,
    frames: Math.round(film.duration * film.frameRate!),
    chunks: chunks.length,
    readMegabytes: read / 1e6,
    ms,
  };
}
