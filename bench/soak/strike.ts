import { setTimeout as sleep } from 'node:timers/promises';
import type { MemoryFollower } from './followMemory.ts';
import type { Crash } from './planSoak.ts';

/** How many were struck. */
export interface Struck {
  function: number;
  decoder: number;
}

/** There is a victim only while more than the spared process are at work: so often is looked for one. */
const LOOK_MS = 100;

/**
 * Strikes the crashes that have come due, one after the other: kill -9.
 * @param due the next, when its photos are dropped; undefined once there is none to come
 * @param over there is no work left that could be broken off
 */
export async function strike(
  due: () => Promise<Crash | undefined>,
  memory: MemoryFollower,
  over: () => boolean,
): Promise<Struck> {
  const struck: Struck = { function: 0, decoder: 0 };
  for (;;) {
    const crash = await due();
    if (!crash) return struck;
    await sleep(crash.delayMs);
    const victim = await findVictim(crash, memory, over);
    if (victim === undefined) return struck;
    try {
      process.kill(victim, 'SIGKILL');
      struck[crash.victim]++;
    } catch (error) {
      // It has just ended by itself.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function findVictim(
  { victim, which }: Crash,
  memory: MemoryFollower,
  over: () => boolean,
): Promise<number | undefined> {
  while (!over()) {
    const pids = memory
      .victims()
      .flatMap(({ pid, decoder }) => (victim === 'function' ? [pid] : decoder ? [decoder.pid] : []));
    if (pids.length > 0) return pids[Math.floor(which * pids.length)];
    await sleep(LOOK_MS);
  }
  return undefined;
}
