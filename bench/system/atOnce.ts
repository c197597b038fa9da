import type { Change } from './readChange.ts';

/** The log's times are rounded to whole milliseconds: so much two photos of one process can seem to overlap. */
const ROUNDING_MS = 2;

/** How many photos were in hand at one moment, at most: so many processes had work. */
export function atOnce(changes: Pick<Change, 'loggedAt' | 'ms'>[]): number {
  const turns = changes.flatMap(({ loggedAt, ms }) => [
    { at: loggedAt - ms + ROUNDING_MS, step: 1 },
    { at: Math.max(loggedAt, loggedAt - ms + ROUNDING_MS), step: -1 },
  ]);
  turns.sort((a, b) => a.at - b.at || a.step - b.step);
  let now = 0;
  let most = 0;
  for (const { step } of turns) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}
