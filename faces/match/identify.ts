import type { Candidate } from './Gallery.ts';
import { type Calibration, similarity, sureMargin } from './similarity.ts';

/**
 * Who a face is. `runnerUp` is the nearest other person, and for an unknown face the nearest of all. A face is unknown and
 * `ambiguous` where two people are within the limit, one nearly as near as the other.
 */
export type Identity =
  | (Candidate & { decision: 'matched'; limit: number; similarity: number; runnerUp?: Nearby })
  | { decision: 'unknown'; limit: number; ambiguous?: true; runnerUp?: Nearby }
  | { decision: 'unusable' };

interface Nearby {
  person: string;
  distance: number;
}

export interface Rule {
  /** A face farther than this from everyone is unknown. */
  limit: number;
  /** Of the gallery's space. */
  calibration: Calibration;
  /** A person is named once in a photo, at the nearest face; or once among faces that are seen together, by their places. */
  once: boolean | ((one: number, other: number) => boolean);
}

/**
 * Names the faces of one photo; never "the nearest, whoever it is".
 * @param ranks who is near each face, as `rankFaces` finds them; undefined for a face that cannot be used.
 * @returns one identity a face, in the same order.
 */
export function identify(ranks: (Candidate[] | undefined)[], { limit, calibration, once }: Rule): Identity[] {
  const together = typeof once === 'function' ? once : () => once;
  const named = once ? assignOnce(ranks, limit, together) : ranks.map((rank) => within(rank?.[0], limit));
  const margin = sureMargin(calibration);
  const holders = Map.groupBy(named.keys(), (face) => named[face]?.person);
  const heldByAnother = (person: string, face: number) =>
    holders.get(person)?.some((index) => index !== face && together(index, face)) ?? false;
  return ranks.map((rank, face) => {
    if (!rank) return { decision: 'unusable' };
    const nearest = named[face];
    const rival = rank.find(
      ({ person, distance }) =>
        nearest !== undefined &&
        person !== nearest.person &&
        distance <= Math.min(limit, nearest.distance + margin) &&
        !heldByAnother(person, face),
    );
    const chosen = rival ? undefined : nearest;
    const other = rank.find(({ person }) => person !== chosen?.person);
    const runnerUp = other && { runnerUp: { person: other.person, distance: other.distance } };
    if (!chosen) return { decision: 'unknown', limit, ...(rival && { ambiguous: true }), ...runnerUp };
    return {
      decision: 'matched',
      ...chosen,
      limit,
      similarity: similarity(chosen.distance, calibration),
      ...runnerUp,
    };
  });
}

/** Takes the nearest pair of face and person first, then the nearest of those left, as long as they are near. */
function assignOnce(
  ranks: (Candidate[] | undefined)[],
  limit: number,
  together: (one: number, other: number) => boolean,
): (Candidate | undefined)[] {
  const pairs = ranks
    .flatMap((rank, face) => (rank ?? []).map((candidate) => ({ face, candidate })))
    .filter(({ candidate }) => candidate.distance <= limit)
    .sort((a, b) => a.candidate.distance - b.candidate.distance);
  const named: (Candidate | undefined)[] = ranks.map(() => undefined);
  const faces = new Map<string, number[]>();
  for (const { face, candidate } of pairs) {
    const taken = faces.get(candidate.person) ?? [];
    if (named[face] || taken.some((other) => together(other, face))) continue;
    named[face] = candidate;
    taken.push(face);
    faces.set(candidate.person, taken);
  }
  return named;
}

function within(candidate: Candidate | undefined, limit: number) {
  return candidate && candidate.distance <= limit ? candidate : undefined;
}
