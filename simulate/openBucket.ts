import type { Clock } from './openClock.ts';

export interface Rate {
  /** Units that come in each second. */
  perSecond: number;
  /** That are there at most, and at the beginning. */
  most: number;
}

/** What there are so many a second of: who asks for more waits, in turn. */
export interface Bucket {
  take(units: number, then: () => void): void;
  /** Units that are to be had at once now. */
  left(): number;
  /** How long all have waited together, and how much was taken in the busiest second. */
  waited(): number;
  peak(): number;
}

/** A token bucket, which fills all the time. @param rate undefined for no limit */
export function openBucket(clock: Clock, rate?: Rate): Bucket {
  let filled = rate?.most ?? Number.POSITIVE_INFINITY;
  let since = 0;
  let waited = 0;
  const taken = new Map<number, number>();
  const note = (time: number, units: number) => {
    const second = Math.floor(time);
    taken.set(second, (taken.get(second) ?? 0) + units);
  };
  const fill = () => {
    if (rate) filled = Math.min(rate.most, filled + (clock.now() - since) * rate.perSecond);
    since = clock.now();
  };
  return {
    take(units, then) {
      fill();
      // Less than nothing while others wait: who comes then stands behind them.
      filled -= units;
      const wait = rate && filled < 0 ? -filled / rate.perSecond : 0;
      waited += wait;
      note(since + wait, units);
      clock.after(wait, then);
    },
    left() {
      fill();
      return filled;
    },
    waited: () => waited,
    peak: () => Math.max(0, ...taken.values()),
  };
}
