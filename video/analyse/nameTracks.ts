import type { Settings } from '../../config/settings.ts';
import type { Finder } from '../../faces/Finder.ts';
import { openGroups } from '../../faces/group/openGroups.ts';
import { isUsable } from '../../faces/isUsable.ts';
import type { Gallery } from '../../faces/match/Gallery.ts';
import type { Identity } from '../../faces/match/identify.ts';
import { nameDescribed } from '../../look/nameFaces.ts';
import type { ChunkTrack } from './ChunkTrack.ts';

/** Who a track shows; or which of the unknown people of its film, from 1 on in the order in which they appear. */
export interface Named {
  identity: Identity;
  unknown?: number;
}

/**
 * Who the tracks of a film show, of those in the gallery: by the rules of photos. With NAME_ONCE, of two tracks that are on the
 * screen at the same time only the nearer gets a name. Those whom nobody knows are grouped among themselves, by the rules of
 * faces/group; two who are on the screen at the same time are two.
 * @param tracks in order of `from`
 * @returns one a track, in the same order
 */
export async function nameTracks(
  tracks: ChunkTrack[],
  gallery: Gallery,
  { space, match }: Pick<Finder, 'space' | 'match'>,
  settings: Settings,
): Promise<Named[]> {
  const together = (one: number, other: number) => meet(tracks[one]!, tracks[other]!);
  const described = tracks.map(({ best }) =>
    isUsable(best, settings) ? { descriptor: best.descriptor, space } : undefined,
  );
  const rivals = rivalsOf(tracks.map((track, at) => described[at] && track));
  const identities = await nameDescribed(
    described,
    gallery,
    match,
    settings.nameOnce && together,
    (at) => rivals[at]!,
  );
  const unknown = identities.flatMap(({ decision }, at) =>
    decision === 'unknown' ? [{ at, descriptor: described[at]!.descriptor }] : [],
  );
  const numbers = groupTracks(unknown, tracks, space, match);
  return identities.map((identity, at) => {
    const number = numbers.get(at);
    return { identity, ...(number !== undefined && { unknown: number }) };
  });
}

/** On the screen at the same time. */
const meet = (one: ChunkTrack, other: ChunkTrack) => one.from <= other.to && other.from <= one.to;

/**
 * How many others each track meets. Of a film of hours few of all: so many people are asked for a track, and no more, as for all
 * of them there is no room.
 * @param tracks undefined for one that meets nobody
 */
function rivalsOf(tracks: (ChunkTrack | undefined)[]): number[] {
  const there = tracks.filter((track) => track !== undefined);
  const begins = Float64Array.from(there, ({ from }) => from).sort();
  const ends = Float64Array.from(there, ({ to }) => to).sort();
  return tracks.map((track) => {
    if (!track) return 0;
    const over = countWhile(ends, (to) => to < track.from);
    const begun = countWhile(begins, (from) => from <= track.to);
    return begun - over - 1;
  });
}

/** How many at the beginning of what is sorted are so. */
function countWhile(sorted: Float64Array, isSo: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function groupTracks(
  unknown: { at: number; descriptor: Float32Array }[],
  tracks: ChunkTrack[],
  space: string,
  match: Finder['match'],
): Map<number, number> {
  const groups = openGroups(space, match);
  const put = new Map<number, number>();
  /** By the number of a group, the tracks in it in order of `from`. */
  const members = new Map<number, ChunkTrack[]>();
  const membersOf = (group: number) => members.get(groups.numberOf(group))!;
  for (const { at, descriptor } of unknown) {
    const track = tracks[at]!;
    const [first, ...others] = groups
      .place(descriptor)
      .groups.filter((group) => !anyMeet([track], membersOf(group)));
    const group = first ?? at;
    groups.put({ id: String(at), group, descriptor });
    put.set(at, group);
    if (first === undefined) members.set(at, [track]);
    else membersOf(first).push(track);
    for (const other of others) {
      const [one, two] = [membersOf(group), membersOf(other)];
      if (anyMeet(one, two)) continue;
      groups.join(group, other);
      members.set(
        groups.numberOf(group),
        [...one, ...two].sort((a, b) => a.from - b.from),
      );
    }
  }
  const numbers = new Map<number, number>();
  return new Map(
    unknown.map(({ at }) => {
      const group = groups.numberOf(put.get(at)!);
      if (!numbers.has(group)) numbers.set(group, numbers.size + 1);
      return [at, numbers.get(group)!];
    }),
  );
}

/** Whether one of these is on the screen together with one of those; no two of these are, nor of those, and both are in order. */
function anyMeet(these: ChunkTrack[], those: ChunkTrack[]): boolean {
  let other = 0;
  return these.some((track) => {
    while (other < those.length && those[other]!.to < track.from) other++;
    return other < those.length && meet(track, those[other]!);
  });
}
