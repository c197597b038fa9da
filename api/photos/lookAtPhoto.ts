import type { Photo } from '../../faces/decode/Photo.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { Face } from '../../faces/findFaces.ts';
import type { Timings } from '../../look/timer.ts';
import type { Api } from '../Api.ts';
import { photoProblem } from './photoProblem.ts';

export interface Looked {
  photo: Photo;
  faces: Face[];
  finder: Finder;
  timings: Timings;
}

/**
 * Finds and describes the faces of a photo that was sent. Nothing of it is kept.
 * @param what which one it is, where there are several
 * @throws ProblemError 413, 422 where the photo is at fault
 */
export async function lookAtPhoto(api: Api, bytes: Buffer, what?: string): Promise<Looked> {
  const { maxBytes } = api.settings;
  const timings: Timings = {};
  try {
    if (bytes.length === 0) throw new PhotoError('empty', 'The photo has 0 bytes.');
    if (bytes.length > maxBytes)
      throw new PhotoError('too-large', `The photo has ${bytes.length} bytes; at most ${maxBytes} are read.`);
    const { look, finder } = await api.looker();
    const { photo, faces } = await look(bytes, timings);
    return { photo, faces, finder, timings };
  } catch (error) {
    if (error instanceof PhotoError) throw photoProblem(error, bytes.length, what);
    throw error;
  }
}

/** What is told of the picture itself. */
export function pictureOf({ format, width, height }: Photo) {
  return { format, width, height };
}

export function engineOf({ engine: { name, weights } }: Finder) {
  return { name, weights };
}
