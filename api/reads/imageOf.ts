import { progressOf } from '../../store/chunks/progressOf.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import type { Store } from '../../store/openStore.ts';

type Result = Exclude<ImageItem, { status: 'removed' }>;

/** A result as the API tells it: without what the functions keep for themselves. */
export function imageOf(item: Result) {
  const { pending, pendingSince, ...rest } = item;
  if (rest.status === 'analysing') {
    const { plan, ...known } = rest;
    return known;
  }
  if (rest.status !== 'analysed') return rest;
  const people = [...(rest.people ?? [])].sort();
  if (rest.kind !== 'video') return { ...rest, people };
  const { tracksAt, ...film } = rest;
  return { ...film, people };
}

/** The same; of a film whose parts are being looked at with how many have been. */
export async function imageNow(item: Result, store: Store) {
  if (item.status !== 'analysing') return imageOf(item);
  const progress = await progressOf(store, item.plan);
  return { ...imageOf(item), chunksDone: progress?.done.size ?? item.chunks };
}
