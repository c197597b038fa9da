import { GroupError, tellAll } from '../../store/unknown/changeGroups.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import type { Connection } from '../connect.ts';
import { type Progress, showProgress } from '../progress.ts';

/** Has all results follow what has happened to groups, and shows how far it is. @returns how many photos there were */
export async function tellChanged({ store }: Connection, signal: AbortSignal): Promise<number> {
  let progress: Progress | undefined;
  try {
    return await tellAll(store, {
      signal,
      onStart(photos) {
        if (photos > 0) progress = showProgress(photos, undefined, 'results');
      },
      onTold: () => progress?.done('told', 0),
    });
  } finally {
    progress?.stop();
  }
}

/** @throws CommandError where what was asked for is wrong */
export async function changed<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof GroupError)) throw error;
    throw new CommandError(
      EXIT.notFound,
      `${error.message}\nWhich groups and faces there are: npx face-inbox unknown --json`,
    );
  }
}
