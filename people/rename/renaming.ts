import { readAliases } from '../../store/aliases.ts';
import type { Store } from '../../store/openStore.ts';
import { quoted } from '../../terminal/quoted.ts';
import { PeopleError } from '../PeopleError.ts';

/** What is told of a renaming that was begun and not ended. */
export function renaming({ from, to }: { from: string; to: string }): PeopleError {
  return new PeopleError(
    'busy',
    `${from} is being renamed to ${to}, or that was interrupted; both names mean one person until it is done. End it first:\n` +
      endIt(from, to),
  );
}

export function endIt(from: string, to: string): string {
  return `npx face-inbox people rename ${quoted(from)} ${quoted(to)}`;
}

/** @param person anybody, where it is not said. @throws PeopleError where the person is being renamed */
export async function mustNotBeRenamed(store: Store, person?: string): Promise<void> {
  for (const [from, to] of await readAliases(store))
    if (person === undefined || person === from || person === to) throw renaming({ from, to });
}
