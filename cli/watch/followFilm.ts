import { setTimeout } from 'node:timers/promises';
import { getPlan } from '../../store/chunks/plans.ts';
import { progressOf } from '../../store/chunks/progressOf.ts';
import { getImage } from '../../store/images.ts';
import { type Result, resultOf, type Sent } from '../../store/resultOf.ts';
import { clock } from '../../terminal/clock.ts';
import type { Connection } from '../connect.ts';
import { counted } from '../formats.ts';
import { type Progress, showProgress } from '../progress.ts';
import { watchForStandstill } from '../watchForStandstill.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1000;

/**
 * Waits for the result of the very film that was sent, and shows meanwhile how many of its parts are done.
 * @returns undefined where nothing will come: the film was replaced or removed, or its messages are lost
 */
export async function followFilm(
  connection: Connection,
  film: Sent,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const hopeless = new AbortController();
  const finished = new AbortController();
  const until = AbortSignal.any([signal, finished.signal]);
  let left = 1;
  let whole = false;
  const watched = watchForStandstill(
    connection,
    () => left,
    (parts) => (parts > 1 ? counted(parts - 1, 'part') : 'the result'),
    hopeless,
    until,
  );
  const onLeft = (parts: number) => {
    left = parts + 1;
  };
  const shown = showParts(connection, film, until, { onLeft, isWhole: () => whole });
  try {
    const result = await resultOf(connection.store, film, signal, hopeless.signal);
    whole = result?.status === 'analysed';
    return result;
  } finally {
    finished.abort();
    await Promise.all([watched, shown]);
  }
}

/** Until it is told to end. What cannot be read of the progress is not shown; the result is what counts. */
async function showParts(
  { store }: Connection,
  { key, etag }: Sent,
  until: AbortSignal,
  { onLeft, isWhole }: { onLeft(parts: number): void; isWhole(): boolean },
): Promise<void> {
  let bar:
    | { plan: string; begin: number[]; duration: number; progress: Progress; told: Set<number> }
    | undefined;
  const look = async () => {
    const item = await getImage(store, key);
    if (item?.status !== 'analysing' || item.etag !== etag) return;
    if (bar?.plan !== item.plan) {
      bar?.progress.stop();
      const begin = (await getPlan(store, item.plan))?.begin ?? [];
      const progress = showProgress(item.chunks, undefined, 'parts');
      bar = { plan: item.plan, begin, duration: item.duration, progress, told: new Set() };
    }
    const now = await progressOf(store, item.plan);
    if (now) tell(now.done);
  };
  const tell = (done: Iterable<number>) => {
    const { begin, duration, progress, told } = bar!;
    for (const number of [...done].sort((one, other) => one - other)) {
      if (told.has(number)) continue;
      told.add(number);
      progress.done(`${clock(begin[number] ?? 0)} to ${clock(begin[number + 1] ?? duration)}`, 0);
    }
    onLeft(begin.length - told.size);
  };
  for (let pause = FIRST_PAUSE; !until.aborted; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    await look().catch(() => {});
    await setTimeout(pause, undefined, { signal: until }).catch(() => {});
  }
  if (bar && isWhole()) tell(bar.begin.keys());
  bar?.progress.stop();
}
