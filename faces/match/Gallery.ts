import { SpaceError } from './SpaceError.ts';

/** What a recogniser made of a face, and the space in which alone its numbers mean something. */
export interface Described {
  descriptor: Float32Array;
  space: string;
}

/** One enrolled photo: whose face, in which object, and its descriptor. */
export interface Enrolled extends Described {
  person: string;
  photo: string;
}

/** A person, and how far the nearest of its enrolled photos is. */
export interface Candidate {
  person: string;
  photo: string;
  distance: number;
}

/** All enrolled descriptors of one space; searched whole, so that the nearest is really the nearest. */
export class Gallery {
  readonly space: string;
  readonly #enrolled: Enrolled[];

  /** @throws SpaceError where one of the enrolled is of another space. */
  constructor(space: string, enrolled: Enrolled[]) {
    for (const one of enrolled) mustBeOf(space, one);
    this.space = space;
    this.#enrolled = enrolled;
  }

  /**
   * Everyone, nearest first, each at the nearest of their photos; equal distances in order of name.
   * @throws SpaceError where the face is of another space than the gallery, even if nobody is enrolled.
   */
  rank(face: Described): Candidate[] {
    mustBeOf(this.space, face);
    const best = new Map<string, Candidate>();
    for (const enrolled of this.#enrolled) {
      const { person, photo } = enrolled;
      const distance = euclidean(face, enrolled);
      const known = best.get(person);
      if (!known || distance < known.distance) best.set(person, { person, photo, distance });
    }
    return [...best.values()].sort((a, b) => a.distance - b.distance || (a.person < b.person ? -1 : 1));
  }
}

/**
 * Euclidean distance: 0 for the same descriptor, with the built-in recogniser about 1.4 at most between faces.
 * @throws SpaceError where the two are of different spaces, or of different lengths.
 */
export function euclidean(a: Described, b: Described): number {
  mustBeOf(a.space, b);
  const [one, other] = [a.descriptor, b.descriptor];
  if (one.length !== other.length)
    throw new SpaceError(
      `Descriptors of ${one.length} and ${other.length} numbers cannot be compared, though both are said to be of ` +
        `the space ${a.space}. One of them is damaged: enrol that photo again.`,
    );
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - other[at]!) ** 2;
  return Math.sqrt(sum);
}

function mustBeOf(space: string, described: Described): void {
  if (described.space === space) return;
  throw new SpaceError(
    `A descriptor of the space ${described.space} cannot be compared with one of ${space}: distances mean something ` +
      'within one space only. Describe both faces with one engine; `npx face-inbox reenrol` does so for all who ' +
      'are enrolled.',
  );
}
