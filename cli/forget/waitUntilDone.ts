import { setTimeout } from 'node:timers/promises';
import { chunkTimeoutSeconds } from '../../config/videoLimits.ts';
import { getImage } from '../../store/images.ts';
import type { Connection } from '../connect.ts';
import { workLeft } from '../queueDepth.ts';

const LOOK_EVERY_MS = 250;
/** Beyond the function's time: for a write that was on its way when the function ended. */
const MARGIN_SECONDS = 5;

export interface Waiting {
  /** For queued removals. */
  seconds: number;
  signal: AbortSignal;
  /** Called once, where there is something to wait for. */
  onWait(): void;
}

/**
 * Waits until no function can be at work any more that has read the gallery before now, and until the removals of
 * the photos are recorded. A function ends by its timeout at the latest. Where the queues say before that nothing
 * is at work, that is believed of an endpoint of one's own; the counts of AWS may be a minute old.
 * @returns the photos whose removal was not recorded in time
 */
export async function waitUntilDone(
  connection: Connection,
  keys: string[],
  { seconds, signal, onWait }: Waiting,
): Promise<string[]> {
  // Of those that read the gallery: the last part of a video names who is in it.
  const longest = chunkTimeoutSeconds(connection.settings);
  const exact = process.env.AWS_ENDPOINT_URL !== undefined;
  const begun = performance.now();
  const passed = () => (performance.now() - begun) / 1000;
  const over = async () =>
    passed() > longest + MARGIN_SECONDS || (exact && (await workLeft(connection)).atWork === 0);
  let told = false;
  let functionsOver = false;
  let left = keys;
  for (;;) {
    functionsOver ||= await over();
    left = await unrecorded(connection, left);
    if (functionsOver && (left.length === 0 || passed() > seconds)) return left;
    if (!told) onWait();
    told = true;
    await setTimeout(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Those of the photos, all gone from the bucket, whose removal is not recorded yet, with all that follows from it. */
export async function unrecorded({ store }: Connection, keys: string[]): Promise<string[]> {
  const left: string[] = [];
  for (const key of keys) {
    const item = await getImage(store, key);
    // One that is absent was removed before anybody looked at it, or by an earlier run.
    if (item?.status !== 'removed' || item.pending) left.push(key);
  }
  return left;
}
