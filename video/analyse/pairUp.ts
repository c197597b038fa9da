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

export interface Pairs<A, B> {
  /** Those whose places tell that they are the same. */
  same: [A, B][];
  /** Those that may be, and of which nothing but their descriptors tells. `placed`: they are at one place in one scene. */
  perhaps: { one: A; other: B; placed: boolean }[];
}

/** Which of the faces before are which of the faces after, as far as their places tell. */
export function pairUp<A, B>(
  before: { face: A; spot: Spot }[],
  after: { face: B; spot: Spot }[],
): Pairs<A, B> {
  const near = before.flatMap((one) =>
    after.map((other) => {
      const overlap = isCut(one.spot.view, other.spot.view)
        ? 0
        : overlapOf(rect(one.spot.box), rect(other.spot.box));
      return { one, other, overlap };
    }),
  );
  const isClear = (pair: (typeof near)[number]) =>
    pair.overlap >= OVERLAP &&
    near.every(
      (rival) =>
        rival === pair ||
        (rival.one !== pair.one && rival.other !== pair.other) ||
        rival.overlap < pair.overlap - CLEARLY ||
        rival.overlap < OVERLAP / 2,
    );
  const clear = near.filter(isClear);
  const [ones, others] = [new Set(clear.map(({ one }) => one)), new Set(clear.map(({ other }) => other))];
  const rest = near.filter(({ one, other }) => !ones.has(one) && !others.has(other));
  return {
    same: clear.map(({ one, other }) => [one.face, other.face]),
    perhaps: rest
      .filter(({ one, other, overlap }) => overlap >= OVERLAP || moved(one.spot.box, other.spot.box) <= REACH)
      .map(({ one, other, overlap }) => ({ one: one.face, other: other.face, placed: overlap >= OVERLAP })),
  };
}

const rect = ({ left, top, width, height }: Shares) => ({ x: left, y: top, width, height });

/** Of their middles, in mean widths and heights. */
function moved(one: Shares, other: Shares): number {
  const x = (one.left + one.width / 2 - other.left - other.width / 2) / (one.width + other.width);
  const y = (one.top + one.height / 2 - other.top - other.height / 2) / (one.height + other.height);
  return 2 * Math.hypot(x, y);
}
