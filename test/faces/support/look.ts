import { decode } from '../../../faces/decode/decode.ts';
import type { Finder } from '../../../faces/Finder.ts';
import { type Face, findFaces } from '../../../faces/findFaces.ts';
import { MAX_PIXELS } from './project.ts';

/** The faces of a photo, as the pipeline decodes and looks at it: best score first. */
export async function look(finder: Finder, bytes: Buffer): Promise<Face[]> {
  const photo = await decode(bytes, { maxPixels: MAX_PIXELS, enough: finder.enough });
  return (await findFaces(photo, finder)).faces;
}
