/** How well groups are those of the people: of all pairs of faces. */
export interface Agreement {
  /** Of the pairs in one group, the share that shows one person; 1 where there is none. */
  precision: number;
  /** Of the pairs that show one person, the share that is in one group; 1 where there is none. */
  recall: number;
}

/** @param groups of each face the group, and `people` of each the person */
export function agreement(groups: ArrayLike<unknown>, people: ArrayLike<unknown>): Agreement {
  const both = Array.from(groups, (group, at) => `${group} ${people[at]}`);
  const together = pairs(both);
  const share = (all: number) => (all === 0 ? 1 : together / all);
  return { precision: share(pairs(Array.from(groups))), recall: share(pairs(Array.from(people))) };
}

/** The share of pairs on which two groupings are of one mind, of those that either has in one group (F1). */
export function likeness(one: ArrayLike<unknown>, other: ArrayLike<unknown>): number {
  const { precision, recall } = agreement(one, other);
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function pairs(labels: unknown[]): number {
  const counts = new Map<unknown, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}
