/** Work that waits its turn: so many at once, and so many more that wait. */
export interface Lane {
  /** Whether another would have to be refused. */
  isFull(): boolean;
  /** Does it in its turn; whoever has no patience any more is left out. The caller looks first whether it is full. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined>;
}

export function openLane(atOnce: number, waitingMost: number): Lane {
  let running = 0;
  const waiting = new Set<() => void>();
  const next = () => {
    const [first] = waiting;
    if (running >= atOnce || !first) return;
    waiting.delete(first);
    running++;
    first();
  };
  return {
    isFull: () => running + waiting.size >= atOnce + waitingMost,
    async run(work, signal) {
      if (signal.aborted) return undefined;
      const turn = Promise.withResolvers<boolean>();
      const begin = () => turn.resolve(true);
      waiting.add(begin);
      const leave = () => {
        if (waiting.delete(begin)) turn.resolve(false);
      };
      signal.addEventListener('abort', leave, { once: true });
      next();
      const began = await turn.promise;
      signal.removeEventListener('abort', leave);
      if (!began) return undefined;
      try {
        return await work();
      } finally {
        running--;
        next();
      }
    },
  };
}
