import type { Finder } from '../../faces/Finder.ts';
import type { Border, ChunkTrack } from './ChunkTrack.ts';
import { isCut } from './frameView.ts';
import { type Link, linkPieces } from './linkPieces.ts';
import { pairUp } from './pairUp.ts';

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
    const joins = joinsOf(
      ended,
      tracks.filter(({ first }) => first.edge),
      limit,
    );
    const earlier = new Map(joins.map(({ before, after }) => [after, before]));
    // A track of this chunk can go on from another one of it.
    const wholes = new Map<ChunkTrack, ChunkTrack>(ended.map((track) => [track, track]));
    for (const track of tracks.toSorted((a, b) => a.first.time - b.first.time)) {
      const before = wholes.get(earlier.get(track)!);
      if (!before) all.push({ ...track });
      wholes.set(track, before ? Object.assign(before, joined(before, track)) : all.at(-1)!);
    }
    const now = Math.max(...tracks.map(({ last }) => last.time));
    ended = [...new Set(wholes.values())].filter(
      ({ last: { time, edge } }) => edge && now - time <= edge.patience,
    );
  }
  return all.filter(({ sure }) => sure).sort((a, b) => a.from - b.from || a.to - b.to);
}

function joined(one: ChunkTrack, other: ChunkTrack): ChunkTrack {
  return {
    from: one.from,
    to: other.to,
    sure: one.sure || other.sure,
    samples: one.samples + other.samples,
    first: one.first,
    last: other.last,
    best: other.best.worth > one.best.worth ? other.best : one.best,
    path: [...one.path, ...other.path],
  };
}

/** As within a chunk: at each moment at which tracks begin, with those that are open then. */
function joinsOf(ended: ChunkTrack[], begun: ChunkTrack[], limit: number): Omit<Link<ChunkTrack>, 'why'>[] {
  const borders = new Map<Border, ChunkTrack>([
    ...ended.map((track) => [track.last, track] as const),
    ...begun.map((track) => [track.first, track] as const),
  ]);
  const of = (border: Border) => borders.get(border)!;
  const cuts = (one: Border, other: Border) =>
    one.edge!.cut || other.edge!.cut || isCut(one.edge!.view, other.edge!.view);
  const same: { before: ChunkTrack; after: ChunkTrack }[] = [];
  const perhaps: Link<ChunkTrack>[] = [];
  const gone = new Set<ChunkTrack>();
  for (const time of [...new Set(begun.map(({ first }) => first.time))].sort((a, b) => a - b)) {
    const open = ended.filter(
      (track) =>
        !gone.has(track) && track.last.time < time && time - track.last.time <= track.last.edge!.patience,
    );
    const now = begun.filter(({ first }) => first.time === time);
    const pairs = pairUp(
      open.map(({ last }) => last),
      now.map(({ first }) => first),
      cuts,
    );
    for (const [one, other] of pairs.same) {
      gone.add(of(one));
      same.push({ before: of(one), after: of(other) });
    }
    for (const { before, after, why } of pairs.perhaps)
      perhaps.push({ before: of(before), after: of(after), why });
  }
  const open = perhaps.filter(({ before }) => !gone.has(before));
  return [...same, ...linkPieces(open, limit, ({ first, last }) => [first.time, last.time])];
}
