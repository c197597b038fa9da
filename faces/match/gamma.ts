/** Terms of the series are added until they no longer count in 64 bits. */
const LEAST = 1e-17;
/** Halvings until no number of 64 bits lies between. */
const HALVINGS = 200;

/**
 * The regularised lower incomplete gamma function: the share of a Gamma distribution of that shape and of scale 1 which
 * lies below x. By its power series (Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 6.5.29), whose terms
 * are all positive: small shares keep their digits.
 */
export function gammaBelow(shape: number, x: number): number {
  if (x <= 0) return 0;
  let term = 1 / shape;
  let sum = term;
  for (let step = 1; term > sum * LEAST; step++) {
    term *= x / (shape + step);
    sum += term;
  }
  return Math.min(1, Math.exp(shape * Math.log(x) - x - logGamma(shape)) * sum);
}

/** Below what lies that share, 0 to 1 (exclusive), of a Gamma distribution of that shape and of scale 1. */
export function gammaQuantile(shape: number, share: number): number {
  let [low, high] = [0, shape];
  while (gammaBelow(shape, high) < share) high *= 2;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (gammaBelow(shape, middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Stirling's series (Abramowitz and Stegun, 6.1.41) from 20 on, where what is left out is below 1e-12. */
function logGamma(x: number): number {
  let [shift, at] = [0, x];
  for (; at < 20; at++) shift += Math.log(at);
  const one = 1 / at;
  const square = one * one;
  const series = one * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift;
}
