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

/** The enrolled descriptors of one space, wherever they are kept and however they are searched. */
export interface Gallery {
  readonly space: string;
  /** How many enrolled photos there are; the limit of a match follows from it. */
  readonly size: number;
  /**
   * For each face, in their order, the `most` nearest people, nearest first, each at the nearest of their photos; equal distances in
   * order of name. Distances are exact, whatever finds the people.
   * @throws SpaceError where a face is of another space than the gallery, even if nobody is enrolled.
   */
  nearest(faces: Described[], most: number): Promise<Candidate[][]>;
}

/**
 * Euclidean distance: 0 for the same descriptor, with the built-in recogniser about 1.4 at most between faces.
 * @throws SpaceError where the two are of different spaces, or of different lengths.
 */
export function euclidean(a: Described, b: Described): number {
  mustBeOf(a.space, b);
  const [one, other] = [a.descriptor, b.descriptor];
  if (one.length !== other.length) throw unequal(a, other.length);
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - other[at]!) ** 2;
  return Math.sqrt(sum);
}

export function unequal({ descriptor, space }: Described, width: number): SpaceError {
  return new SpaceError(
    `Descriptors of ${descriptor.length} and ${width} numbers cannot be compared, though both are said to be of ` +
      `the space ${space}. One of them is damaged: enrol that photo again.`,
  );
}

export function mustBeOf(space: string, described: Described): void {
  if (described.space === space) return;
  throw new SpaceError(
    `A descriptor of the space ${described.space} cannot be compared with one of ${space}: distances mean something ` +
      'within one space only. Describe both faces with one engine; `npx face-inbox reenrol` does so for all who ' +
      'are enrolled.',
  );
}
