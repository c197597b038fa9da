import type { Candidate, Gallery } from './Gallery.ts';

/**
 * The same gallery, in which photos of several names are of one person.
 * @param names how many names at most are other names of somebody
 * @param called the name that a person has by now
 */
export function aliased(gallery: Gallery, names: number, called: (person: string) => string): Gallery {
  if (names === 0) return gallery;
  return {
    space: gallery.space,
    size: gallery.size,
    async nearest(faces, most) {
      if (most < 1) return gallery.nearest(faces, most);
      // Each other name takes the place of one person at most.
      const lists = await gallery.nearest(faces, most + names);
      return lists.map((list) => nearestOfEach(list, called).slice(0, most));
    },
  };
}

function nearestOfEach(list: Candidate[], called: (person: string) => string): Candidate[] {
  const people = new Map<string, Candidate>();
  for (const candidate of list) {
    const person = called(candidate.person);
    if (!people.has(person)) people.set(person, { ...candidate, person });
  }
  return [...people.values()].sort((a, b) => a.distance - b.distance || (a.person < b.person ? -1 : 1));
}
