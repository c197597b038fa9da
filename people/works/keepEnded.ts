import type { Work } from './Work.ts';

/** So that whoever asked hears of it, also in a window that is hidden: browsers let that look once a minute or less. */
const KEPT_MS = 60 * 60_000;
/** A name that is erased is known no longer than that. */
const ERASED_NAME_KEPT_MS = 60_000;

/** Forgets a change that has ended, after an hour; whom it has erased, after a minute. */
export function keepEnded(works: Map<string, Work>, work: Work): void {
  setTimeout(() => works.delete(work.id), KEPT_MS).unref();
  if (work.wanted.kind !== 'forget' || work.status !== 'done') return;
  setTimeout(() => {
    work.wanted = { kind: 'forget', person: '' };
  }, ERASED_NAME_KEPT_MS).unref();
}
