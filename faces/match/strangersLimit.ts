import { gammaQuantile } from './gamma.ts';

/**
 * How near two different people who are alike come in one space: the squares of their distances have a Gamma
 * distribution. `npm run calibrate` fits it; docs/accuracy.md says why this form, and to whom.
 */
export interface Strangers {
  /** Half the degrees of freedom that differences of faces have. */
  shape: number;
  /** Mean of the squared distances. */
  meanSquare: number;
}

/**
 * The distance within which a stranger is named at that rate, 0 to 1 (exclusive), when compared with so many enrolled
 * photos, all of people who are like the stranger: the nearest of n is within d at the rate 1 - (1 - F(d))^n. Photos of
 * one person count each, though they are near the same strangers: so the limit is a little smaller than it must be.
 */
export function strangersLimit(rate: number, photos: number, { shape, meanSquare }: Strangers): number {
  const each = -Math.expm1(Math.log1p(-rate) / Math.max(1, photos));
  return Math.sqrt((gammaQuantile(shape, each) * meanSquare) / shape);
}
