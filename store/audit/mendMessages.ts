import { changeMessage } from '../changeMessage.ts';
import type { Mend } from '../Mend.ts';
import type { Store } from '../openStore.ts';
import type { Examined, Kind } from './examine.ts';

/** Ten messages of so many rows are well below what SQS takes in one batch (256 KB). */
const ROWS = 25;

/** What is mended without looking at the object again. */
const AT_ONCE: Kind[] = ['unfinished', 'plan-stray', 'result-stray'];

/** The messages that put a key in order; none where it needs nothing but what is done at once. */
export function mendMessages(store: Store, examined: Examined): string[] {
  const { key, object, sequencer, sightings, people, unknown, kinds } = examined;
  if (kinds.every((kind) => AT_ONCE.includes(kind))) return [];
  const parts: Omit<Mend, 'of'>[] = [];
  const most = Math.max(sightings.length, people.length, unknown.length);
  for (let at = 0; at === 0 || at < most; at += ROWS)
    parts.push({
      sightings: sightings.slice(at, at + ROWS),
      people: people.slice(at, at + ROWS),
      ...(unknown.length > at && { unknown: unknown.slice(at, at + ROWS) }),
    });
  return parts.map((part) => changeMessage(store.bucket, key, object, { of: sequencer, ...part }));
}
