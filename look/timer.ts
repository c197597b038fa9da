/** Milliseconds a step. */
export type Timings = Record<string, number>;

/** Runs a step, and notes how long it took. */
export type Timed = <T>(step: string, work: () => Promise<T>) => Promise<T>;

export function timer(timings: Timings): Timed {
  return async (step, work) => {
    const started = performance.now();
    try {
      return await work();
    } finally {
      timings[step] = Math.round((performance.now() - started) * 10) / 10;
    }
  };
}
