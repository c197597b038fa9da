/**
 * The weights of one output channel in 8 bits: `step x value` each. `values` in the order in which they are multiplied:
 * by place in the window, then by input channel.
 */
export interface QuantizedRow {
  step: number;
  values: Int8Array;
}

/** 8 bits with a sign, without the one value that has no opposite. */
const LARGEST = 127;
/**
 * Processors before VNNI multiply 8-bit numbers by `vpmaddubsw`, which adds two neighbouring products in 16 bits and
 * saturates. With activations up to 255 that cannot happen while two neighbours of one sign add up to no more than
 * this: 255 x 128 < 2^15.
 */
export const LARGEST_PAIR = 128;

/** How far below the step that loses no range smaller ones are tried, and how finely. */
const SMALLEST = 0.6;
const TRIALS = 20;
/** What float32 itself takes from weights, as a share of a step. */
const AS_GOOD_AS_NONE = 1e-3;

/**
 * How a row is multiplied: `products` by pairs of neighbours, each with an input of its own; `window` in sums of 32
 * bits, each weight with another pixel of one channel.
 */
export type Kind = 'products' | 'window';

/**
 * Rounds a row so that the error is least. `ownStep`: what the weights are whole multiples of, where they were kept in
 * 8 bits; with it nothing is lost as long as they fit.
 */
export function quantizeRow(row: Float64Array, kind: Kind, ownStep?: number): QuantizedRow {
  const widest = widestStep(row, kind);
  if (widest === 0) return { step: 1, values: new Int8Array(row.length) };
  const steps = Array.from({ length: TRIALS }, (_, at) => widest * (1 - (at * (1 - SMALLEST)) / TRIALS));
  let best: QuantizedRow | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const step of ownStep ? [ownStep, ...steps] : steps) {
    const values = roundRow(row, step, kind);
    const error = errorOf(row, step, values);
    if (error < least) [best, least] = [{ step, values }, error];
    if (step === ownStep && error < row.length * (step * AS_GOOD_AS_NONE) ** 2) break;
  }
  return best!;
}

/** The step with which the largest weight, and pair, just fits; 0 for a row of zeros. */
function widestStep(row: Float64Array, kind: Kind): number {
  let step = 0;
  for (const weight of row) step = Math.max(step, Math.abs(weight) / LARGEST);
  if (kind === 'products')
    for (let at = 0; at + 1 < row.length; at += 2)
      if (row[at]! * row[at + 1]! > 0)
        step = Math.max(step, Math.abs(row[at]! + row[at + 1]!) / LARGEST_PAIR);
  return step;
}

export function roundRow(row: Float64Array, step: number, kind: Kind): Int8Array {
  const values = new Int8Array(row.length);
  for (let at = 0; at < row.length; at++) values[at] = clamp(Math.round(row[at]! / step));
  if (kind === 'products') keepPairs(values);
  keepSum(row, step, values, kind);
  return values;
}

const clamp = (value: number) => Math.max(-LARGEST, Math.min(LARGEST, value));

const fits = (value: number, neighbour: number) =>
  Math.abs(value) <= LARGEST && (value * neighbour <= 0 || Math.abs(value + neighbour) <= LARGEST_PAIR);

/** What a pair has over is taken off both alike. */
function keepPairs(values: Int8Array): void {
  for (let at = 0; at + 1 < values.length; at += 2) {
    const sum = values[at]! + values[at + 1]!;
    const over = Math.abs(sum) - LARGEST_PAIR;
    if (over <= 0 || values[at]! * values[at + 1]! < 0) continue;
    values[at]! -= Math.sign(sum) * (over >> 1);
    values[at + 1]! -= Math.sign(sum) * (over - (over >> 1));
  }
}

/**
 * Inputs are all positive, and in a window much alike, so that the sum of the weights has to be right before each is:
 * those that lie nearest to the middle between two steps are rounded the other way until it is.
 */
function keepSum(row: Float64Array, step: number, values: Int8Array, kind: Kind): void {
  const missing = row.map((weight, at) => weight / step - values[at]!);
  const total = missing.reduce((sum, one) => sum + one, 0);
  const sign = Math.sign(total);
  const neighbour = (at: number) => (kind === 'products' ? (values[at ^ 1] ?? 0) : 0);
  for (let left = Math.round(Math.abs(total)); left > 0; left--) {
    let chosen = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < missing.length; at++)
      if (sign * missing[at]! > most && fits(values[at]! + sign, neighbour(at))) {
        most = sign * missing[at]!;
        chosen = at;
      }
    if (chosen < 0) return;
    values[chosen]! += sign;
    missing[chosen]! -= sign;
  }
}

/** Squared, and that of the sum as if all inputs were equal: they are all positive, and in a window much alike. */
function errorOf(row: Float64Array, step: number, values: Int8Array): number {
  let error = 0;
  let sum = 0;
  for (let at = 0; at < row.length; at++) {
    const difference = values[at]! * step - row[at]!;
    error += difference ** 2;
    sum += difference;
  }
  return error + sum ** 2;
}
