/** One enrolled photo: whose face, in which object, and its descriptor. */
export interface Enrolled {
  person: string;
  photo: string;
  descriptor: Float32Array;
}

/** A person, and how far the nearest of its enrolled photos is. */
export interface Candidate {
  person: string;
  photo: string;
  distance: number;
}

/** All enrolled descriptors, of one space; searched whole, so that the nearest is really the nearest. */
export class Gallery {
  readonly space: string;
  readonly #enrolled: Enrolled[];

  constructor(space: string, enrolled: Enrolled[]) {
    this.space = space;
    this.#enrolled = enrolled;
  }

  /** Everyone, nearest first, each at the nearest of their photos; equal distances in order of name. */
  rank(descriptor: Float32Array): Candidate[] {
    const best = new Map<string, Candidate>();
    for (const { person, photo, descriptor: other } of this.#enrolled) {
      const distance = euclidean(descriptor, other);
      const known = best.get(person);
      if (!known || distance < known.distance) best.set(person, { person, photo, distance });
    }
    return [...best.values()].sort((a, b) => a.distance - b.distance || (a.person < b.person ? -1 : 1));
  }
}

/** Euclidean distance: 0 for the same descriptor, about 1.4 at most between faces. */
export function euclidean(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length)
    throw new RangeError(
      `Descriptors of ${a.length} and ${b.length} numbers cannot be compared: they are of different spaces.`,
    );
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2;
  return Math.sqrt(sum);
}
