import type { Distances } from './comparePhotos.ts';

export interface RankOne {
  searches: number;
  hits: number;
}

/**
 * Closed-set identification, leave one out: each photo is searched among all others, and is a hit where the nearest
 * shows its person (ISO/IEC 19795-1: true-positive identification rate at rank 1). Searched are those of whom there
 * is another photo. Where somebody else is equally near, it is no hit.
 */
export function rankOne({ size, values, person }: Distances): RankOne {
  let [searches, hits] = [0, 0];
  for (let probe = 0; probe < size; probe++) {
    let [own, other, others] = [Infinity, Infinity, 0];
    for (let at = 0; at < size; at++) {
      if (at === probe) continue;
      const distance = values[probe * size + at]!;
      if (person[at] !== person[probe]) other = Math.min(other, distance);
      else {
        own = Math.min(own, distance);
        others++;
      }
    }
    if (others === 0) continue;
    searches++;
    if (own < other) hits++;
  }
  return { searches, hits };
}
