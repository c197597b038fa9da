import { setTimeout } from 'node:timers/promises';
import pMap from 'p-map';
import { workLeft } from '../people/workLeft.ts';
import { resultOf, type Sent } from '../store/resultOf.ts';
import { printable } from '../terminal/printable.ts';
import { EXIT } from './CommandError.ts';
import type { Connection } from './connect.ts';
import { counted } from './formats.ts';
import { answer, note } from './print.ts';
import { whoLine } from './whoLine.ts';

/** How often one is told that nothing came, in seconds. */
const PATIENCE = 15;
/** After so many of those with nothing in the queue either, nothing will come. */
const GIVE_UP_AFTER = 4;
const LOOKED_AT_ONCE = 16;

/** Prints who is in each photo as the results come. Sets the exit code where one is rejected or never comes. */
export async function awaitResults(
  connection: Connection,
  photos: Sent[],
  signal: AbortSignal,
): Promise<void> {
  const hopeless = new AbortController();
  const finished = new AbortController();
  let left = photos.length;
  const watched = watchForStandstill(
    connection,
    () => left,
    hopeless,
    AbortSignal.any([signal, finished.signal]),
  );
  const missing: string[] = [];
  try {
    const one = async (photo: Sent) => {
      const item = await resultOf(connection.store, photo, signal, hopeless.signal);
      left--;
      if (!item) return missing.push(photo.key);
      answer(whoLine(item));
      if (item.status === 'rejected') process.exitCode ??= EXIT.rejected;
    };
    await pMap(photos, one, { concurrency: LOOKED_AT_ONCE, signal });
  } finally {
    finished.abort();
    // Where one has failed, the others are not waited for any more.
    hopeless.abort();
    await watched;
  }
  if (missing.length === 0) return;
  process.exitCode = EXIT.failed;
  note(`${counted(missing.length, 'photo')} without a result, and nothing is left in the queue:`);
  for (const key of missing) note(`  ${printable(key)}`);
  note('Perhaps they were replaced or removed meanwhile; else see `npx face-inbox doctor`.');
}

/** Says from time to time what is waited for, and gives up when the queue is empty and still nothing comes. */
async function watchForStandstill(
  connection: Connection,
  left: () => number,
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
    note(
      `Waiting for ${counted(left(), 'photo')}; in the queue: ${depth.waiting} waiting, ${depth.atWork} at work.`,
    );
  }
}
