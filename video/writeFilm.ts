import { BufferTarget } from 'mediabunny';
import { formatOf, type MuxedFilm, muxFilm, type Shown } from './encode/muxFilm.ts';

export interface WrittenFilm extends MuxedFilm {
  /** MP4 and MOV: the index in pieces along the file, as cameras and live streams write it. */
  fragmented?: boolean;
}

/**
 * Makes a film of pictures of one size, each with the time at which it is shown, in seconds and in order; the last one is
 * shown as long as the one before.
 * @returns the file's bytes, all in memory
 */
export async function writeFilm(
  frames: AsyncIterable<Shown> | Iterable<Shown>,
  { fragmented = false, ...film }: WrittenFilm,
): Promise<Buffer> {
  const target = new BufferTarget();
  const format = formatOf(film.container, fragmented ? 'fragmented' : 'in-memory');
  await muxFilm({ target, format }, frames, film);
  return Buffer.from(target.buffer!);
}
