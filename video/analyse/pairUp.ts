import { overlap } from '../../faces/detect/Detection.ts';
import type { Shares } from './ChunkTrack.ts';

/** Boxes that overlap by so much of what they cover together are one face's: as the detector suppresses doubles at 0.5, and
 * a face moves between frames. */
const OVERLAP = 0.3;
/** A face that overlaps so much more with one than with the next is that one. */
const CLEARLY = 0.25;
/** Widths of the face that it moves at most where its place does not tell that it is the same. */
const REACH = 3;

/**
 * Why two may be the same: they are at one place in one scene, and so is another; or they are near each other in one scene, or
 * on the two sides of a cut.
 */
export type Reason = 'place' | 'scene' | 'cut';

export interface Pairs<A, B> {
  /** Those whose places tell that they are the same. */
  same: [A, B][];
  /** Those that may be, and of which nothing but their descriptors tells. */
  perhaps: { before: A; after: B; why: Reason }[];
}

interface Placed {
  box: Shares;
}

/**
 * Which of the faces before are which of the faces after, as far as their places tell: first of those that were seen last, then
 * of those before.
 * @param after those of one frame
 * @param isCut whether a cut lies between
 */
export function pairUp<A extends Placed & { time: number }, B extends Placed>(
  before: A[],
  after: B[],
  isCut: (one: A, other: B) => boolean,
): Pairs<A, B> {
  const same: [A, B][] = [];
  const paired = new Set<A | B>();
  const doubtful = new Set<B>();
  const pairs = before.flatMap((one) =>
    after.map((other) => {
      const cut = isCut(one, other);
      return { one, other, cut, overlap: cut ? 0 : overlap(rect(one.box), rect(other.box)) };
    }),
  );
  const left = () => pairs.filter(({ one, other }) => !paired.has(one) && !paired.has(other));
  for (const time of [...new Set(before.map((one) => one.time))].sort((a, b) => b - a)) {
    const now = left().filter(({ one, other }) => one.time === time && !doubtful.has(other));
    for (const { one, other } of now.filter((pair) => isClear(pair, now))) {
      same.push([one, other]);
      paired.add(one).add(other);
    }
    // Of whom it is not clear who it is of those that were seen last, it is none who was seen before.
    for (const { other, overlap } of now) if (overlap >= OVERLAP) doubtful.add(other);
  }
  return {
    same,
    perhaps: left()
      .filter(({ one, other, overlap }) => overlap >= OVERLAP || moved(one.box, other.box) <= REACH)
      .map(({ one, other, cut, overlap }) => ({
        before: one,
        after: other,
        why: cut ? 'cut' : overlap >= OVERLAP ? 'place' : 'scene',
      })),
  };
}

interface Overlap {
  one: object;
  other: object;
  overlap: number;
}

/** At one place, and nobody else is. */
const isClear = (pair: Overlap, pairs: Overlap[]) =>
  pair.overlap >= OVERLAP &&
  pairs.every(
    (rival) =>
      rival === pair ||
      (rival.one !== pair.one && rival.other !== pair.other) ||
      rival.overlap < Math.max(OVERLAP / 2, pair.overlap - CLEARLY),
  );

const rect = ({ left, top, width, height }: Shares) => ({ x: left, y: top, width, height });

/** Of their middles, in mean widths and heights. */
function moved(one: Shares, other: Shares): number {
  const x = (one.left + one.width / 2 - other.left - other.width / 2) / (one.width + other.width);
  const y = (one.top + one.height / 2 - other.top - other.height / 2) / (one.height + other.height);
  return 2 * Math.hypot(x, y);
}

/** Whether two frames of one scene show the same faces at their places: each that is shown in one is seen in the other. */
export function sameFaces<S extends { box: Shares; found: { score: number } }>(
  one: S[],
  other: S[],
  shown: number,
): boolean {
  const isIn = (face: S, faces: S[]) =>
    faces.some(({ box }) => overlap(rect(face.box), rect(box)) >= OVERLAP);
  const are = (some: S[], faces: S[]) => some.every((face) => face.found.score < shown || isIn(face, faces));
  return are(one, other) && are(other, one);
}
