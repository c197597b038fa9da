import type { TrackItem } from '../ImageItem.ts';

/**
 * Those of the tracks that fit into so many bytes of JSON, in the order given: all as they are, else all without their paths, else some
 * without theirs. Of each person the longest goes first, so that nobody is missing; then those with a name before the others, and of
 * these the longer ones.
 */
export function fitTracks(tracks: TrackItem[], mostBytes: number): TrackItem[] {
  if (bytesOf(tracks) <= mostBytes) return tracks;
  const bare = tracks.map(withoutPath);
  const people = new Set<string>();
  const byLength = bare.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  const first = new Set(
    byLength.filter(({ person }) => {
      if (person === undefined || people.has(person)) return false;
      people.add(person);
      return true;
    }),
  );
  const rank = (track: TrackItem) => (first.has(track) ? 0 : track.person !== undefined ? 1 : 2);
  const kept = new Set<TrackItem>();
  let bytes = 2;
  for (const track of byLength.sort((a, b) => rank(a) - rank(b))) {
    bytes += bytesOf(track) + 1;
    if (bytes > mostBytes) break;
    kept.add(track);
  }
  return bare.filter((track) => kept.has(track));
}

export const withoutPath = ({ path: _, ...track }: TrackItem): TrackItem => track;

const lengthOf = ({ from, to }: TrackItem) => to - from;
const bytesOf = (value: object) => Buffer.byteLength(JSON.stringify(value));
