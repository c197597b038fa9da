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
  const identities = await nameDescribed(described, gallery, match, settings.nameOnce && together);
  const unknown = identities.flatMap(({ decision }, at) =>
    decision === 'unknown' ? [{ at, descriptor: described[at]!.descriptor }] : [],
  );
  const numbers = groupTracks(unknown, together, space, match);
  return identities.map((identity, at) => {
    const number = numbers.get(at);
    return { identity, ...(number !== undefined && { unknown: number }) };
  });
}

/** On the screen at the same time. */
const meet = (one: ChunkTrack, other: ChunkTrack) => one.from <= other.to && other.from <= one.to;

function groupTracks(
  tracks: { at: number; descriptor: Float32Array }[],
  together: (one: number, other: number) => boolean,
  space: string,
  match: Finder['match'],
): Map<number, number> {
  const groups = openGroups(space, match);
  const put = new Map<number, number>();
  const placesIn = (group: number) => groups.idsOf(groups.numberOf(group)).map(Number);
  const areTwo = (one: number[], other: number[]) => one.some((a) => other.some((b) => together(a, b)));
  for (const { at, descriptor } of tracks) {
    const [first, ...others] = groups
      .place(descriptor)
      .groups.filter((group) => !areTwo([at], placesIn(group)));
    const group = first ?? at;
    groups.put({ id: String(at), group, descriptor });
    put.set(at, group);
    for (const other of others) if (!areTwo(placesIn(group), placesIn(other))) groups.join(group, other);
  }
  const numbers = new Map<number, number>();
  return new Map(
    tracks.map(({ at }) => {
      const group = groups.numberOf(put.get(at)!);
      if (!numbers.has(group)) numbers.set(group, numbers.size + 1);
      return [at, numbers.get(group)!];
    }),
  );
}
