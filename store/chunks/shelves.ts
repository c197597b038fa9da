import pMap from 'p-map';

/**
 * The rows of the parts of one video are spread over so many values of the table's key: hundreds are written at about the same time, some
 * tens of write units each, and DynamoDB takes 1,000 units a second for one value (its guide, "Best practices for designing partition
 * keys"). With a few times as many as it has partitions, these are about equally busy.
 */
const SHELVES = 32;
const SHELVES_AT_ONCE = 16;

/** The key of the rows of a part. Those of the plan itself have the plan for a key. */
export const shelfOf = (plan: string, number: number) => `${plan}#${number % SHELVES}`;

/** Does something with the rows of parts of a plan, several keys of them at once. */
export function onShelves<T>(plan: string, work: (shelf: string) => Promise<T>): Promise<T[]> {
  const all = Array.from({ length: SHELVES }, (_, number) => shelfOf(plan, number));
  return pMap(all, work, { concurrency: SHELVES_AT_ONCE });
}

/** The plan that a row is of, by its key. */
export const planOf = (key: string) => key.split('#', 1)[0]!;
