import { type Candidate, type Described, type Enrolled, euclidean } from '../../../faces/match/Gallery.ts';

/** Compares the face with each enrolled photo, one after the other: what the gallery's answers are held against. */
export function plainRank(face: Described, enrolled: Enrolled[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const one of enrolled) {
    const { person, photo } = one;
    const distance = euclidean(face, one);
    const known = best.get(person);
    if (!known || distance < known.distance) best.set(person, { person, photo, distance });
  }
  return [...best.values()].sort((a, b) => a.distance - b.distance || (a.person < b.person ? -1 : 1));
}
