import type { Finder } from '../../faces/Finder.ts';
import type { ChunkTrack, Edge } from './ChunkTrack.ts';
import { type Link, linkPieces } from './linkPieces.ts';
import { pairUp } from './pairUp.ts';
import { isBetter } from './portray.ts';

/**
 * The tracks of chunks as those of the whole film: what ends where a chunk ends is joined with what begins where the next one
 * does, by the same rules by which a face is followed within a chunk.
 * @param chunks each one's tracks, in order of time; of one that is missing none
 * @returns in order of `from`; what was given is not changed
 */
export function joinChunks(chunks: ChunkTrack[][], { limit }: Pick<Finder['match'], 'limit'>): ChunkTrack[] {
  const all: ChunkTrack[] = [];
  let ended: ChunkTrack[] = [];
  for (const tracks of chunks) {
    const begun = tracks.filter(({ first }) => first.edge);
    const joins = joinsOf(ended, begun, limit);
    const of = new Map<ChunkTrack, ChunkTrack>();
    for (const { before, after } of joins) of.set(after, before);
    const here = tracks.map((track) => {
      const before = of.get(track);
      if (!before) {
        const copy = { ...track };
        all.push(copy);
        return copy;
      }
      before.to = track.to;
      before.last = track.last;
      before.samples += track.samples;
      before.path = [...before.path, ...track.path];
      if (isBetter(track.best, before.best)) before.best = track.best;
      return before;
    });
    const now = Math.max(...tracks.map(({ to }) => to));
    const open = ended.filter(({ to, last }) => now - to <= last.edge!.patience);
    ended = [...new Set([...open, ...here])].filter(({ last }) => last.edge);
  }
  return all.sort((a, b) => a.from - b.from || a.to - b.to);
}

function joinsOf(ended: ChunkTrack[], begun: ChunkTrack[], limit: number): Link<ChunkTrack>[] {
  const spot = (box: ChunkTrack['first']['box'], { view }: Edge) => ({ box, view });
  const links: Link<ChunkTrack>[] = [];
  const same: Link<ChunkTrack>[] = [];
  const gone = new Set<ChunkTrack>();
  // Those that begin later find fewer to go on from.
  for (const from of [...new Set(begun.map((track) => track.from))].sort((a, b) => a - b)) {
    const before = ended.filter(
      (track) => !gone.has(track) && track.to < from && from - track.to <= track.last.edge!.patience,
    );
    const found = pairUp(
      before.map((face) => ({ face, spot: spot(face.last.box, face.last.edge!) })),
      begun
        .filter((track) => track.from === from)
        .map((face) => ({ face, spot: spot(face.first.box, face.first.edge!) })),
    );
    for (const [one, other] of found.same) {
      gone.add(one);
      same.push({ before: one, after: other, placed: true });
    }
    for (const { one, other, placed } of found.perhaps) links.push({ before: one, after: other, placed });
  }
  return [
    ...same,
    ...linkPieces(
      links.filter(({ before }) => !gone.has(before)),
      limit,
    ),
  ];
}
