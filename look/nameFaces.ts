import type { Settings } from '../config/settings.ts';
import type { Finder } from '../faces/Finder.ts';
import type { Face } from '../faces/findFaces.ts';
import { isUsable } from '../faces/isUsable.ts';
import type { Described, Gallery } from '../faces/match/Gallery.ts';
import { type Identity, identify, type Rule } from '../faces/match/identify.ts';
import { limitFor } from '../faces/match/limitFor.ts';
import { rankFaces } from '../faces/match/rankFaces.ts';

/** Who the faces of one photo are, of those in the gallery; one identity a face, in the same order. */
export async function nameFaces(
  faces: Face[],
  gallery: Gallery,
  { space, match }: Finder,
  settings: Settings,
): Promise<Identity[]> {
  const described = faces.map((face) =>
    isUsable(face, settings) ? { descriptor: face.descriptor, space } : undefined,
  );
  return nameDescribed(described, gallery, match, settings.nameOnce);
}

/**
 * The same of faces of which there are descriptors alone; undefined for what cannot be used.
 * @param once a person is named once in a photo; or once among faces that are seen together, by their places
 * @param rivals with `once`, how many others that can be used a face is seen together with, by its place; all are, if not said
 */
export async function nameDescribed(
  described: (Described | undefined)[],
  gallery: Gallery,
  match: Finder['match'],
  once: Rule['once'],
  rivals: (face: number) => number = () => described.length - 1,
): Promise<Identity[]> {
  return identify(await rankFaces(described, gallery, once ? rivals : () => 0), {
    ...match,
    limit: limitFor(match, gallery.size),
    once,
  });
}
