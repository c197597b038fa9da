import { setTimeout as sleep } from 'node:timers/promises';
import type { MemoryFollower } from './followMemory.ts';
import type { Running } from './openRunning.ts';
import type { SoakPlan } from './planSoak.ts';
import { type Struck, strike } from './strike.ts';

const LOOK_MS = 50;

/** Restarts and crashes as they are planned, while photos are dropped. */
export function putFaultsIn(
  running: Running,
  { restarts, crashes }: SoakPlan,
  memory: MemoryFollower,
  on: {
    /** Photos dropped so far. */
    dropped(): number;
    /** No work is left that could be broken off. */
    over(): boolean;
  },
): { restarted: Promise<void>; struck: Promise<Struck> } {
  const reached = async (count: number) => {
    while (on.dropped() < count && !on.over()) await sleep(LOOK_MS);
  };
  const restart = async () => {
    for (const after of restarts) {
      await reached(after);
      memory.end();
      await running.restart();
      memory.begin();
    }
  };
  const waiting = [...crashes];
  const due = async () => {
    const next = waiting.shift();
    if (next) await reached(next.after);
    return next;
  };
  const faults = { restarted: restart(), struck: strike(due, memory, on.over) };
  for (const fault of Object.values(faults)) fault.catch(() => {}); // whoever waits for it hears of it
  return faults;
}
