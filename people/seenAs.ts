import type { Store } from '../store/openStore.ts';
import { type SeenSpan, seenSpan } from '../store/sightings.ts';

/** How often somebody was seen by all of these names, and when first and last. */
export async function seenAs(store: Store, names: string[]): Promise<SeenSpan> {
  const spans = await Promise.all(names.map((one) => seenSpan(store, one)));
  const [first] = spans.flatMap((span) => span.first ?? []).sort();
  const last = spans
    .flatMap((span) => span.last ?? [])
    .sort()
    .at(-1);
  const count = spans.reduce((sum, span) => sum + span.count, 0);
  return { count, ...(first !== undefined && last !== undefined && { first, last }) };
}
