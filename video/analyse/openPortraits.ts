import type { Detection } from '../../faces/detect/Detection.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { VideoFrame } from '../decodeChunk.ts';
import type { DescribedPiece } from './joinPieces.ts';
import type { Piece } from './openTracker.ts';
import { type Portrait, portray, promiseOf } from './portray.ts';

/** The best portraits of pieces, cut out as the film goes on. */
export interface Portraits {
  /** Takes a portrait of a face where it may be among its piece's best. `found` is in pixels of the frame's picture. */
  keep(piece: Piece, frame: VideoFrame, found: Detection): Promise<void>;
  /** The pieces that have a face, described; what was never seen well enough has none. */
  describe(pieces: Piece[]): Promise<DescribedPiece[]>;
}

/** Portraits of a piece of which its descriptor is the mean: nearer to the person than that of the best one (docs/video.md). */
const KEPT = 3;
/** How much more a face has to promise than the least of these for it to be worth another. */
const WORTH = 1.1;
/** Chips that are held, of a quarter of a megabyte: those of a crowd are described on the way. */
const HELD = 128;

/** @param film the upright film's size */
export function openPortraits(film: { width: number; height: number }, finder: Finder): Portraits {
  const held = new Set<Portrait>();
  const describeHeld = async () => {
    const all = [...held].filter(({ chip }) => chip);
    const descriptors = await finder.engine.describe(all.map(({ chip }) => chip!));
    for (const [at, portrait] of all.entries()) {
      portrait.descriptor = descriptors[at]!;
      delete portrait.chip;
    }
    held.clear();
  };
  return {
    async keep(piece, frame, found) {
      const { portraits } = piece;
      // Of a small picture only where there is nothing else.
      if (portraits.length > 0 && !frame.large) return;
      const least = Math.min(...portraits.map(({ promise }) => promise));
      if (portraits.length === KEPT && promiseOf(frame, found) < WORTH * least) return;
      const portrait = await portray(frame, found, film, finder, portraits.length === 0);
      if (!portrait) return;
      held.add(portrait);
      const ranked = [...portraits, portrait].sort((a, b) => b.worth - a.worth);
      piece.portraits = ranked.slice(0, KEPT);
      for (const left of ranked.slice(KEPT)) held.delete(left);
      if (held.size >= HELD) await describeHeld();
    },
    async describe(pieces) {
      await describeHeld();
      return pieces.flatMap((piece) => {
        const [best] = piece.portraits;
        // The same piece: others name it as what they may go on from.
        return best ? [Object.assign(piece, { best: asBest(best, piece.portraits) })] : [];
      });
    },
  };
}

function asBest({ promise: _, ...best }: Portrait, portraits: Portrait[]): DescribedPiece['best'] {
  // What is no face seen upright is no part of the mean.
  const like = portraits.filter(({ plausible }) => plausible === best.plausible);
  const descriptors = like.flatMap(({ descriptor }) => descriptor ?? []);
  return { ...best, ...(descriptors.length > 0 && { descriptor: meanOf(descriptors) }) };
}

function meanOf(descriptors: Float32Array[]): Float32Array {
  return descriptors[0]!.map(
    (_, at) => descriptors.reduce((sum, one) => sum + one[at]!, 0) / descriptors.length,
  );
}
