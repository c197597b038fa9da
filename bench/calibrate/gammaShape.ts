/** From there on what the series leave out is below 1e-12. */
const FAR = 20;

/**
 * The shape of a Gamma distribution by maximum likelihood.
 * @param gap logarithm of the mean, less the mean of the logarithms; more than 0.
 */
export function gammaShape(gap: number): number {
  // Minka, Estimating a Gamma distribution, 2002: a first guess within 1.5 %, then Newton's method.
  let shape = (3 - gap + Math.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap);
  for (let step = 0; step < 20; step++) {
    const error = Math.log(shape) - digamma(shape) - gap;
    shape -= error / (1 / shape - trigamma(shape));
  }
  return shape;
}

/** Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 6.3.5 and 6.3.18. */
function digamma(x: number): number {
  let [sum, at] = [0, x];
  for (; at < FAR; at++) sum -= 1 / at;
  const square = 1 / at ** 2;
  return sum + Math.log(at) - 1 / (2 * at) - square * (1 / 12 - square * (1 / 120 - square / 252));
}

/** 6.4.6 and 6.4.12 there. */
function trigamma(x: number): number {
  let [sum, at] = [0, x];
  for (; at < FAR; at++) sum += 1 / at ** 2;
  const one = 1 / at;
  const square = one * one;
  return sum + one + square / 2 + one * square * (1 / 6 - square * (1 / 30 - square / 42));
}
