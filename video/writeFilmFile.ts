import { open } from 'node:fs/promises';
import { FilePathTarget } from 'mediabunny';
import { formatOf, type MuxedFilm, muxFilm, type Shown, type Sound } from './encode/muxFilm.ts';
import { type FoundSound, openSound } from './encode/openSound.ts';
import type { VideoSource } from './VideoSource.ts';

/**
 * As `writeFilm`, into a file, as the frames come: it is not held in memory. All of it is on the disk when this ends; what is
 * there before that is no film.
 * @param from the film whose first track of sound goes over as it is, where the container can hold it
 * @returns what became of the sound
 */
export async function writeFilmFile(
  file: string,
  frames: AsyncIterable<Shown> | Iterable<Shown>,
  film: MuxedFilm,
  from?: VideoSource,
): Promise<FoundSound> {
  const format = formatOf(film.container, false);
  const sound = from ? await openSound(from, format) : ({ none: true } as const);
  try {
    await muxFilm({ target: new FilePathTarget(file), format }, frames, film, soundOf(sound));
  } finally {
    if ('close' in sound) sound.close();
  }
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
  return sound;
}

const soundOf = (found: FoundSound): Sound | undefined => ('packets' in found ? found : undefined);
