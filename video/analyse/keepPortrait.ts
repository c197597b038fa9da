import type { Detection } from '../../faces/detect/Detection.ts';
import type { Finder } from '../../faces/Finder.ts';
import type { VideoFrame } from '../decodeChunk.ts';
import type { Best } from './ChunkTrack.ts';
import type { DescribedPiece } from './joinPieces.ts';
import type { Piece } from './openTracker.ts';
import { type Portrait, portray, promiseOf } from './portray.ts';

/** Portraits of a piece of which its descriptor is the mean: nearer to the person than that of the best one (docs/video.md). */
const KEPT = 3;
/** How much more a face has to promise than the least of these for it to be worth another. */
const WORTH = 1.1;

/** Takes a portrait of a face where it may be among its piece's best. */
export async function keepPortrait(
  piece: Piece,
  frame: VideoFrame,
  found: Detection,
  film: { width: number; height: number },
  finder: Finder,
): Promise<void> {
  const { portraits } = piece;
  // Of a small picture only where there is nothing else.
  if (portraits.length > 0 && !frame.large) return;
  if (
    portraits.length === KEPT &&
    promiseOf(frame, found) < WORTH * Math.min(...portraits.map((one) => one.promise))
  )
    return;
  const portrait = await portray(frame, found, film, finder, portraits.length === 0);
  if (portrait) piece.portraits = [...portraits, portrait].sort((a, b) => b.worth - a.worth).slice(0, KEPT);
}

/** The pieces that have a face, described; what was never seen well enough has none. */
export async function describePieces(pieces: Piece[], { engine }: Finder): Promise<DescribedPiece[]> {
  const kept = pieces.filter(({ portraits }) => portraits.length > 0);
  const chips = kept.map(({ portraits }) => portraits.filter(isLike(portraits[0]!)).map(({ chip }) => chip!));
  const descriptors = await engine.describe(chips.flat());
  return kept.map((piece, at) => {
    const { chip, promise, ...best }: Portrait = piece.portraits[0]!;
    const own = descriptors.splice(0, chips[at]!.length);
    return { ...piece, best: { ...best, ...(own.length > 0 && { descriptor: meanOf(own) }) } satisfies Best };
  });
}

/** What is no face seen upright is no part of the mean. */
const isLike =
  ({ plausible }: Portrait) =>
  (other: Portrait) =>
    other.chip !== undefined && other.plausible === plausible;

function meanOf(descriptors: Float32Array[]): Float32Array {
  return descriptors[0]!.map(
    (_, at) => descriptors.reduce((sum, one) => sum + one[at]!, 0) / descriptors.length,
  );
}
