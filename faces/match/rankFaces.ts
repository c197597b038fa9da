import type { Candidate, Described, Gallery } from './Gallery.ts';

/**
 * Who is near each face of one photo, as many as `identify` asks for.
 * @param faces undefined for a face that cannot be used.
 * @returns one list a face, in the same order; undefined for what cannot be used.
 * @throws SpaceError where a face is of another space than the gallery.
 */
export async function rankFaces(
  faces: (Described | undefined)[],
  gallery: Gallery,
): Promise<(Candidate[] | undefined)[]> {
  const lists = (
    await gallery.nearest(
      faces.filter((face) => face !== undefined),
      enoughFor(faces.length),
    )
  ).values();
  return faces.map((face) => face && lists.next().value);
}

/** The other faces take fewer people than there are faces: so many nearest hold a face's name, its rival and its runner-up. */
export function enoughFor(faces: number): number {
  return faces + 1;
}
