import type { ImageItem } from '../../store/ImageItem.ts';

type Result = Exclude<ImageItem, { status: 'removed' }>;

/** A result as the API tells it: without what the functions keep for themselves. */
export function imageOf(item: Result) {
  const { pending, pendingSince, ...rest } = item;
  return rest.status === 'analysed' ? { ...rest, people: [...(rest.people ?? [])].sort() } : rest;
}
