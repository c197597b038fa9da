import type { Candidate, Described } from '../../../faces/match/Gallery.ts';
import { type Identity, identify, type Rule } from '../../../faces/match/identify.ts';
import { enoughFor } from '../../../faces/match/rankFaces.ts';

/** Names the faces by a gallery that answers at once. */
export function identifyIn(
  faces: (Described | undefined)[],
  gallery: { nearestTo(face: Described, most: number): Candidate[] },
  rule: Rule,
): Identity[] {
  return identify(
    faces.map((face) => face && gallery.nearestTo(face, enoughFor(faces.length - 1))),
    rule,
  );
}
