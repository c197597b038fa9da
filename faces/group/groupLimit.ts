import { type Limit, limitFor } from '../match/limitFor.ts';

/** A face put into a wrong group is named by nobody yet: it may be wrong more often than a name, by this factor. */
const MORE_OFTEN = 10;
/** At most; beyond it `MAX_FALSE_MATCHES` has no values either. */
const MOST = 0.2;
/** While fewer are kept the limit is that for so many, so that it does not depend on which came first. */
const AT_LEAST = 128;

/**
 * Up to where two unknown faces are linked, when so many are kept: by the strangers' calibration, as the limit of matches is.
 * It changes only where their number doubles.
 */
export function groupLimit(match: Limit, kept: number): number {
  const { strangers } = match;
  const rate = strangers && Math.min(MOST, MORE_OFTEN * strangers.rate);
  const count = 2 ** Math.ceil(Math.log2(Math.max(AT_LEAST, kept)));
  return limitFor({ ...match, ...(strangers && { strangers: { ...strangers, rate: rate! } }) }, count);
}
