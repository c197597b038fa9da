/**
 * Similarity, 0 to 100: among pairs of faces at this distance that show either one person or two who are alike,
 * as many of the one as of the other, the percentage that show one person.
 * Two normal distributions of equal spread give a logistic curve. Fitted to 317 pairs of one person (mean 0.421,
 * deviation 0.099) and the 31 pairs of women of one age within face-api's sample photos (0.673, 0.078); any two
 * people (0.848, 0.097) are farther apart, so for them it is the cautious side.
 */
export function similarity(distance: number): number {
  return 100 / (1 + Math.exp(SLOPE * (distance - EVEN)));
}

/** Halfway between the means: one person is as likely as two. */
const EVEN = 0.547;
/** Difference of the means over the mean of the variances. */
const SLOPE = 31.8;
