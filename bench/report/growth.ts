import { median } from './statistics.ts';

/** How far a value has grown in the course of its samples: medians of the second quarter of them and of the last. */
export interface Growth {
  early: number;
  late: number;
  growthPercent: number;
}

/**
 * The first quarter still fills caches, which are to be as large as they are.
 * @throws RangeError where there are no values.
 */
export function growth(values: readonly number[]): Growth {
  const quarter = Math.max(1, Math.floor(values.length / 4));
  const early = median(values.slice(quarter, 2 * quarter).concat(values.length < 2 ? values : []));
  const late = median(values.slice(-quarter));
  return { early, late, growthPercent: 100 * (late / early - 1) };
}
