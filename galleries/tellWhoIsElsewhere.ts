import type { Reach } from '../store/spaces.ts';

/** Tells of something that is not right and stops nothing: a sentence, and the values in it. */
export type Warn = (message: string, values: Record<string, unknown>) => void;

/** Warns of enrolled photos that have no descriptor of the space: who is known by them alone is unknown here. */
export function tellWhoIsElsewhere({ described, elsewhere }: Reach, space: string, warn: Warn): void {
  if (elsewhere.size === 0) return;
  const missing = [...elsewhere.values()].reduce((sum, count) => sum + count, 0);
  const enrolled = described + missing;
  const spaces = [...elsewhere.keys()].sort();
  warn(
    `${missing} of ${enrolled} enrolled photos cannot be matched: they are described in the space ` +
      `${spaces.join(', ')}, and this function's engine describes faces in ${space}. ` +
      'Run `npx face-inbox reenrol` with the settings of this function.',
    { missing, enrolled, space, spaces },
  );
}
