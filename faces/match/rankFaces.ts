import type { Candidate, Described, Gallery } from './Gallery.ts';

/**
 * Who is near each face, as many as `identify` asks for.
 * @param faces undefined for a face that cannot be used.
 * @param rivals how many of the others may take somebody from a face, by its place: those that it is seen together with, or none
 * @returns one list a face, in the same order; undefined for what cannot be used.
 * @throws SpaceError where a face is of another space than the gallery.
 */
export async function rankFaces(
  faces: (Described | undefined)[],
  gallery: Gallery,
  rivals: (face: number) => number,
): Promise<(Candidate[] | undefined)[]> {
  const asked = faces.map((face, at) => (face ? enoughFor(rivals(at)) : 0));
  const usable = [...faces.keys()].filter((at) => faces[at]);
  const ranks: (Candidate[] | undefined)[] = faces.map(() => undefined);
  // Not one search for each number: so there are few, and none asks for twice as many as needed.
  for (const group of Map.groupBy(usable, (at) => Math.floor(Math.log2(asked[at]!))).values()) {
    const lists = await gallery.nearest(
      group.map((at) => faces[at]!),
      group.reduce((most, at) => Math.max(most, asked[at]!), 0),
    );
    for (const [index, at] of group.entries()) ranks[at] = lists[index]!;
  }
  return ranks;
}

/**
 * How many nearest people hold a face's name, its rival and its runner-up. Whoever is nearer than its name has been taken by
 * one of its rivals, each of which takes one person; so the name is at the latest the one behind these, and the first whom
 * nobody holds behind that one.
 */
export function enoughFor(rivals: number): number {
  return rivals + 2;
}
