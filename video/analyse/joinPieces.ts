import type { Best } from './ChunkTrack.ts';
import { linkPieces } from './linkPieces.ts';
import type { Piece } from './openTracker.ts';
import { isBetter } from './portray.ts';

type Described = Piece & { best: Best };

/** Pieces that are one face as one, in order of their beginning. */
export function joinPieces(pieces: Described[], limit: number): Described[] {
  const links = linkPieces(
    pieces.flatMap((after) =>
      after.perhaps
        .filter(({ before }) => before.best)
        .map(({ before, placed }) => ({ before: before as Described, after, placed })),
    ),
    limit,
  );
  const before = new Map(links.map((link) => [link.after, link.before]));
  const whole = new Map<Described, Described>();
  for (const piece of pieces) {
    const earlier = before.get(piece);
    const track = earlier && whole.get(earlier);
    whole.set(piece, track ?? piece);
    if (!track) continue;
    track.to = piece.to;
    track.last = piece.last;
    track.samples += piece.samples;
    track.score = Math.max(track.score, piece.score);
    track.path.push(...piece.path);
    if (isBetter(piece.best, track.best)) track.best = piece.best;
  }
  return [...new Set(whole.values())];
}
