/**
 * The value below which `share` (0 to 1) of the values lie, linear between two of them (Hyndman and Fan 1996, type 7).
 * @throws RangeError where there are no values, or the share is none.
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0)
    throw new RangeError('A quantile was asked of 0 values; at least 1 is needed. Measure something first.');
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`A quantile's share is ${share}, but must be from 0 to 1. Divide percents by 100.`);
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

/** @throws RangeError where there are no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** @throws RangeError where there are no values. */
export function mean(values: readonly number[]): number {
  if (values.length === 0)
    throw new RangeError('A mean was asked of 0 values; at least 1 is needed. Measure something first.');
  return sum(values) / values.length;
}

/** What the rounds of a measurement say: the median, and how far they lie apart. */
export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** @throws RangeError where there are no values. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}
