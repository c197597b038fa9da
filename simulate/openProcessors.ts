import type { Clock } from './openClock.ts';

/** What computes, for all at once. */
export interface Processors {
  /**
   * @param work processor seconds
   * @param most processors that it can use at once
   */
  compute(work: number, most: number, then: () => void): void;
}

interface Job {
  left: number;
  most: number;
  rate: number;
  then: () => void;
}

/** Seconds of work that are none: what is left of adding and taking away. */
const NOTHING = 1e-9;

/** @param count that all share, equally as far as each can use it; infinite where everybody has his own */
export function openProcessors(clock: Clock, count: number): Processors {
  let jobs: Job[] = [];
  let since = 0;
  let version = 0;

  const advance = () => {
    const passed = clock.now() - since;
    since = clock.now();
    for (const job of jobs) job.left -= passed * job.rate;
  };
  const share = () => {
    let [free, waiting] = [count, jobs.length];
    for (const job of jobs.toSorted((one, other) => one.most - other.most)) {
      job.rate = Math.min(job.most, free / waiting);
      free -= job.rate;
      waiting--;
    }
    const own = ++version;
    const next = Math.min(...jobs.map(({ left, rate }) => Math.max(0, left) / rate));
    if (jobs.length > 0) clock.after(next, () => own === version && finish());
  };
  const finish = () => {
    advance();
    const done = jobs.filter(({ left }) => left <= NOTHING);
    jobs = jobs.filter(({ left }) => left > NOTHING);
    share();
    for (const { then } of done) then();
  };

  return {
    compute(work, most, then) {
      advance();
      jobs.push({ left: work, most, rate: 0, then });
      share();
    },
  };
}
