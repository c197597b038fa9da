import type { Best } from './ChunkTrack.ts';
import { linkPieces } from './linkPieces.ts';
import { lastOf, type Piece } from './openTracker.ts';

export type DescribedPiece = Piece & { best: Best };

/** Pieces that are one face as one, in order of their beginning. */
export function joinPieces(pieces: DescribedPiece[], limit: number): DescribedPiece[] {
  const kept = new Set<Piece>(pieces);
  const links = linkPieces(
    pieces.flatMap((after) =>
      after.perhaps
        .filter(({ before }) => kept.has(before))
        .map(({ before, why }) => ({ before: before as DescribedPiece, after, why })),
    ),
    limit,
    (piece) => [piece.samples[0]!.time, lastOf(piece).time],
  );
  const earlier = new Map(links.map(({ before, after }) => [after, before]));
  const wholes = new Map<DescribedPiece, DescribedPiece>();
  for (const piece of pieces) {
    const before = earlier.get(piece);
    const whole = before && wholes.get(before);
    wholes.set(piece, whole ? extended(whole, piece) : { ...piece });
  }
  return [...new Set(wholes.values())];
}

function extended(whole: DescribedPiece, { samples, best }: DescribedPiece): DescribedPiece {
  whole.samples = [...whole.samples, ...samples];
  if (best.worth > whole.best.worth) whole.best = best;
  return whole;
}
