/** Directions in which descriptors differ most; what lies in the others is left out of codes. */
export interface Projection {
  /** How many numbers a descriptor has, and how many its image. */
  width: number;
  kept: number;
  /** Of the image's numbers: what a descriptor at the mean has. */
  offset: Float32Array;
  /** `kept` directions of length 1, one after the other, each of which stands on the others; none where all is kept as it is. */
  basis: Float32Array;
}

/** Dimensions are kept by so many, until they hold so much of the variance, and none are left out of fewer. */
const [AT_A_TIME, SHARE, LEAST] = [32, 0.8, 64];
/** Rounds of the iteration below: the directions need not be the very ones, only hold about as much. */
const ROUNDS = 12;
/** Descriptors that the variance is taken from, at most. */
const MOST_ROWS = 8000;

/** The image of a descriptor. The next call overwrites it. */
export function projector({
  width,
  kept,
  offset,
  basis,
}: Projection): (descriptor: Float32Array) => Float32Array {
  if (basis.length === 0) return (descriptor) => descriptor;
  const image = new Float32Array(kept);
  return (descriptor) => {
    for (let to = 0, at = 0; to < kept; to++) {
      let sum = 0;
      for (let from = 0; from < width; from++, at++) sum += basis[at]! * descriptor[from]!;
      image[to] = sum - offset[to]!;
    }
    return image;
  };
}

/**
 * Found by orthogonal iteration on the covariance (Golub and Van Loan, "Matrix Computations", 4th edition, section 8.2.4).
 * @param some descriptors like those that are to be projected, all of them of finite numbers
 */
export function findProjection(some: Float32Array[], width: number): Projection {
  const all: Projection = { width, kept: width, offset: new Float32Array(0), basis: new Float32Array(0) };
  if (width <= LEAST || some.length < width) return all;
  const { mean, covariance } = covarianceOf(some, width);
  const total = covariance.reduce((sum, value, at) => sum + (at % (width + 1) === 0 ? value : 0), 0);
  for (let kept = LEAST; kept < width; kept += AT_A_TIME) {
    const { basis, held } = iterate(covariance, width, kept);
    if (!(held >= SHARE * total)) continue;
    const offset = Float32Array.from({ length: kept }, (_, to) => {
      let sum = 0;
      for (let at = 0; at < width; at++) sum += basis[to * width + at]! * mean[at]!;
      return sum;
    });
    return { width, kept, offset, basis: Float32Array.from(basis) };
  }
  return all;
}

function covarianceOf(some: Float32Array[], width: number): { mean: Float64Array; covariance: Float64Array } {
  const every = Math.ceil(some.length / MOST_ROWS);
  const rows = some.filter((_, at) => at % every === 0);
  const mean = new Float64Array(width);
  for (const row of rows) for (let at = 0; at < width; at++) mean[at]! += row[at]! / rows.length;
  const covariance = new Float64Array(width * width);
  const off = new Float64Array(width);
  for (const row of rows) {
    for (let at = 0; at < width; at++) off[at] = row[at]! - mean[at]!;
    for (let one = 0, at = 0; one < width; one++)
      for (let other = 0; other < width; other++, at++)
        covariance[at]! += (off[one]! * off[other]!) / rows.length;
  }
  return { mean, covariance };
}

/** @returns the directions, and how much of the variance lies in them */
function iterate(covariance: Float64Array, width: number, kept: number) {
  // Any that are not all alike will do to begin with.
  let basis = Float64Array.from({ length: kept * width }, (_, at) => Math.sin(at * at + 1));
  orthonormalise(basis, width, kept);
  let held = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(kept * width);
    held = 0;
    for (let to = 0; to < kept; to++)
      for (let one = 0; one < width; one++) {
        let sum = 0;
        for (let other = 0; other < width; other++)
          sum += covariance[one * width + other]! * basis[to * width + other]!;
        next[to * width + one] = sum;
        held += sum * basis[to * width + one]!;
      }
    orthonormalise(next, width, kept);
    basis = next;
  }
  return { basis, held };
}

/** Gram and Schmidt, each twice, for what rounding leaves. */
function orthonormalise(basis: Float64Array, width: number, kept: number): void {
  for (let to = 0; to < kept; to++) {
    const own = basis.subarray(to * width, (to + 1) * width);
    for (let twice = 0; twice < 2; twice++)
      for (let before = 0; before < to; before++) {
        const other = basis.subarray(before * width, (before + 1) * width);
        let product = 0;
        for (let at = 0; at < width; at++) product += own[at]! * other[at]!;
        for (let at = 0; at < width; at++) own[at]! -= product * other[at]!;
      }
    const length = Math.hypot(...own) || 1;
    for (let at = 0; at < width; at++) own[at]! /= length;
  }
}
