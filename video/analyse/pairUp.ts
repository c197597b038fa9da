import { overlap } from '../../faces/detect/Detection.ts';
import type { Shares } from './ChunkTrack.ts';
import { isCut } from './frameView.ts';

/** A face in a frame: where, and what the whole frame looks like. */
export interface Spot {
  box: Shares;
  view: Uint8Array;
}

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

interface Placed<F> {
  face: F;
  spot: Spot;
}

/**
 * Which of the faces before are which of the faces after, as far as their places tell: first of those that were seen last, then
 * of those before.
 * @param after those of one frame
 */
export function pairUp<A, B>(before: (Placed<A> & { time: number })[], after: Placed<B>[]): Pairs<A, B> {
  const same: [A, B][] = [];
  const paired = new Set<A | B>();
  const doubtful = new Set<B>();
  const pairs = pairsOf(before, after);
  const left = () => pairs.filter(({ one, other }) => !paired.has(one.face) && !paired.has(other.face));
  for (const time of [...new Set(before.map((one) => one.time))].sort((a, b) => b - a)) {
    const now = left().filter(({ one, other }) => one.time === time && !doubtful.has(other.face));
    for (const { one, other } of now.filter((pair) => isClear(pair, now))) {
      same.push([one.face, other.face]);
      paired.add(one.face).add(other.face);
    }
    // Of whom it is not clear who it is of those that were seen last, it is none who was seen before.
    for (const { other, overlap } of now) if (overlap >= OVERLAP) doubtful.add(other.face);
  }
  return {
    same,
    perhaps: left()
      .filter(({ one, other, overlap }) => overlap >= OVERLAP || moved(one.spot.box, other.spot.box) <= REACH)
      .map(({ one, other, cut, overlap }) => ({
        before: one.face,
        after: other.face,
        why: cut ? 'cut' : overlap >= OVERLAP ? 'place' : 'scene',
      })),
  };
}

function pairsOf<A extends { spot: Spot }, B extends { spot: Spot }>(before: A[], after: B[]) {
  const cuts = new Map<Uint8Array, boolean>();
  return before.flatMap((one) =>
    after.map((other) => {
      const { view } = one.spot;
      // Most of those before are of one frame too.
      const cut = cuts.get(view) ?? isCut(view, other.spot.view);
      cuts.set(view, cut);
      return { one, other, cut, overlap: cut ? 0 : overlap(rect(one.spot.box), rect(other.spot.box)) };
    }),
  );
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
