import { overlapOf } from '../track.ts';
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

/** Which of the faces before are which of the faces after, as far as their places tell. */
export function pairUp<A, B>(before: Placed<A>[], after: Placed<B>[]): Pairs<A, B> {
  const cuts = new Map<Uint8Array, boolean>();
  const all = before.flatMap((one) =>
    after.map((other) => {
      const { view } = one.spot;
      // Those after are of one frame, and most of those before too.
      const cut = cuts.get(view) ?? isCut(view, other.spot.view);
      cuts.set(view, cut);
      return { one, other, cut, overlap: cut ? 0 : overlapOf(rect(one.spot.box), rect(other.spot.box)) };
    }),
  );
  const isClear = (pair: (typeof all)[number]) =>
    pair.overlap >= OVERLAP &&
    all.every(
      (rival) =>
        rival === pair ||
        (rival.one !== pair.one && rival.other !== pair.other) ||
        rival.overlap < Math.max(OVERLAP / 2, pair.overlap - CLEARLY),
    );
  const clear = all.filter(isClear);
  const [ones, others] = [new Set(clear.map(({ one }) => one)), new Set(clear.map(({ other }) => other))];
  const rest = all.filter(({ one, other }) => !ones.has(one) && !others.has(other));
  return {
    same: clear.map(({ one, other }) => [one.face, other.face]),
    perhaps: rest
      .filter(({ one, other, overlap }) => overlap >= OVERLAP || moved(one.spot.box, other.spot.box) <= REACH)
      .map(({ one, other, cut, overlap }) => ({
        before: one.face,
        after: other.face,
        why: cut ? 'cut' : overlap >= OVERLAP ? 'place' : 'scene',
      })),
  };
}

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
    faces.some(({ box }) => overlapOf(rect(face.box), rect(box)) >= OVERLAP);
  const are = (some: S[], faces: S[]) => some.every((face) => face.found.score < shown || isIn(face, faces));
  return are(one, other) && are(other, one);
}
