import { GroupError, tellAll } from '../../store/unknown/changeGroups.ts';
import type { Inbox } from '../Inbox.ts';
import { PeopleError } from '../PeopleError.ts';
import type { Telling } from '../Telling.ts';

/** Has all results follow what has happened to groups, and says how far it is. @returns how many photos there were */
export async function tellResults(
  { store }: Inbox,
  { signal, telling }: { signal: AbortSignal; telling: Telling },
): Promise<number> {
  let progress: ReturnType<Telling['begin']> | undefined;
  try {
    return await tellAll(store, {
      signal,
      onStart(photos) {
        if (photos > 0) progress = telling.begin(photos, 'results');
      },
      onTold: () => progress?.done('told'),
    });
  } finally {
    progress?.stop();
  }
}

/** @throws PeopleError where what was asked for is wrong */
export async function changed<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof GroupError)) throw error;
    throw new PeopleError(
      'nobody',
      `${error.message}\nWhich groups and faces there are: npx face-inbox unknown --json`,
    );
  }
}
