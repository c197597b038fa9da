import { setTimeout as sleep } from 'node:timers/promises';

/** The pause before the next try after `failures` (at least 1) in a row: 100 ms, doubled each time, at most `maxMs`. */
export const backoffMs = (failures: number, maxMs = 5000) =>
  Math.min(maxMs, 100 * 2 ** Math.min(failures - 1, 20));

/** Waits `ms`, or until `signal`; both are a plain return. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
