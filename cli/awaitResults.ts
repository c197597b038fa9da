import pMap from 'p-map';
import { resultOf, type Sent } from '../store/resultOf.ts';
import { printable } from '../terminal/printable.ts';
import { EXIT } from './CommandError.ts';
import type { Connection } from './connect.ts';
import { counted } from './formats.ts';
import { answer, note } from './print.ts';
import { watchForStandstill } from './watchForStandstill.ts';
import { whoLine } from './whoLine.ts';

const LOOKED_AT_ONCE = 16;

/**
 * Prints who is in each photo as the results come. Sets the exit code where one is rejected or never comes.
 * @param what they are called
 */
export async function awaitResults(
  connection: Connection,
  photos: Sent[],
  signal: AbortSignal,
  what = 'photo',
): Promise<void> {
  const hopeless = new AbortController();
  const finished = new AbortController();
  let left = photos.length;
  const watched = watchForStandstill(
    connection,
    () => left,
    (count) => counted(count, what),
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
  note(`${counted(missing.length, what)} without a result, and nothing is left in the queue:`);
  for (const key of missing) note(`  ${printable(key)}`);
  note('Perhaps they were replaced or removed meanwhile; else see `npx face-inbox doctor`.');
}
