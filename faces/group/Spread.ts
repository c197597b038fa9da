/** Of a group as much as tells how far it is, as a whole, from another one: no face has to be looked at for that. */
export interface Spread {
  count: number;
  /** Of the descriptors, number by number. */
  sum: Float64Array;
  /** Of the squares of their lengths. */
  squares: number;
}

export function spreadOf(descriptor: Float32Array): Spread {
  return { count: 1, sum: Float64Array.from(descriptor), squares: dot(descriptor, descriptor) };
}

/** Of the two together. */
export function together(a: Spread, b: Spread): Spread {
  return {
    count: a.count + b.count,
    sum: a.sum.map((value, at) => value + b.sum[at]!),
    squares: a.squares + b.squares,
  };
}

/** The root of the mean of the squared distances between each of the one and each of the other. */
export function meanDistance(a: Spread, b: Spread): number {
  const between = (2 * dot(a.sum, b.sum)) / a.count / b.count;
  return Math.sqrt(Math.max(0, a.squares / a.count + b.squares / b.count - between));
}

function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
