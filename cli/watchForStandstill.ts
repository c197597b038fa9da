import { setTimeout } from 'node:timers/promises';
import { workLeft } from '../people/workLeft.ts';
import type { Connection } from './connect.ts';
import { note } from './print.ts';

/** How often one is told that nothing came, in seconds. */
const PATIENCE = 15;
/** After so many of those with nothing in the queues either, nothing will come. */
const GIVE_UP_AFTER = 4;

/**
 * Says from time to time what is waited for, and gives up when the queues are empty and still nothing comes.
 * @param left how much is waited for: as long as that becomes less, nothing is said
 * @param hopeless is aborted where nothing will come
 */
export async function watchForStandstill(
  connection: Connection,
  left: () => number,
  inWords: (left: number) => string,
  hopeless: AbortController,
  signal: AbortSignal,
): Promise<void> {
  let before = left();
  for (let quiet = 1; ; quiet++) {
    try {
      await setTimeout(PATIENCE * 1000, undefined, { signal });
    } catch {
      return;
    }
    if (left() < before) quiet = 0;
    before = left();
    if (quiet === 0) continue;
    const depth = await workLeft(connection).catch(() => undefined);
    if (!depth) continue;
    if (quiet >= GIVE_UP_AFTER && depth.waiting + depth.atWork === 0) return hopeless.abort();
    note(`Waiting for ${inWords(left())}; in the queues: ${depth.waiting} waiting, ${depth.atWork} at work.`);
  }
}
