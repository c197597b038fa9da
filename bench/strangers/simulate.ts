import { type Strangers, strangersLimit } from '../../faces/match/strangersLimit.ts';
import { nearest } from './nearest.ts';
import { type Hardness, population, type Source } from './population.ts';

interface Size {
  enrolled: number;
  strangers: number;
}

export interface Simulated extends Size {
  /** What was promised, the limit that follows, and the share of the strangers within it. */
  promises: { rate: number; limit: number; named: number }[];
  /** The share within fixed distances. */
  fixed: { distance: number; named: number }[];
}

interface Asked {
  sizes: Size[];
  rates: number[];
  distances: number[];
  /** By which the limits are reckoned. */
  fit: Strangers;
  /** Of the people who are made; what the fit says, or harder. */
  hardness: Hardness;
  seed: number;
}

/**
 * Searches people who are not enrolled in galleries of one photo a person. The first of a gallery are the real faces, the
 * others synthetic people, as all who are searched are.
 */
export function simulate(
  source: Source,
  { sizes, rates, distances, fit, hardness, seed }: Asked,
): Simulated[] {
  const somebody = population(source, hardness, seed);
  return sizes.map(({ enrolled, strangers }) => {
    const real = source.alike.slice(0, enrolled);
    const gallery = [...real, ...Array.from({ length: enrolled - real.length }, somebody)];
    const found = nearest(gallery, Array.from({ length: strangers }, somebody));
    const within = (limit: number) => found.filter((one) => one <= limit).length / strangers;
    return {
      enrolled,
      strangers,
      promises: rates.map((rate) => {
        const limit = strangersLimit(rate, enrolled, fit);
        return { rate, limit, named: within(limit) };
      }),
      fixed: distances.map((distance) => ({ distance, named: within(distance) })),
    };
  });
}
