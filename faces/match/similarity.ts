/** What a distance says in one space: two normal distributions of equal spread, which give a logistic curve. */
export interface Calibration {
  /** Halfway between the mean of pairs of one person and that of two who are alike: as likely the one as the other. */
  even: number;
  /** Difference of those means over the mean of the variances. */
  slope: number;
}

/**
 * Similarity, 0 to 100: among pairs of faces at this distance that show either one person or two who are alike,
 * as many of the one as of the other, the percentage that show one person.
 */
export function similarity(distance: number, { even, slope }: Calibration): number {
  return 100 / (1 + Math.exp(slope * (distance - even)));
}

/** The nearer of two people is taken for sure where that is right in so many cases to one. */
const SURE = 9;

/**
 * By how much one person must be nearer than another to be surely the one, if it is either: by the calibration the odds of
 * a distance are exp(slope (even - distance)), so those of two people differ by exp(slope x the difference).
 */
export function sureMargin({ slope }: Calibration): number {
  return Math.log(SURE) / slope;
}
