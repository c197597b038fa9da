import { isOfPeople } from './keys.ts';
import type { Settings } from './settings.ts';

/** What `RETENTION_DAYS` says of a photo. Those under `people/` are not subject to it: who is enrolled stays so. */

type Retention = Pick<Settings, 'retentionDays' | 'collections'>;

const DAY_SECONDS = 24 * 3600;

/**
 * A result outlives its photo's time by so long, where the photo is not deleted; one that is made after that time, of a
 * late message, lives so long. What takes it away in the ordinary way, with all that follows from it, is the photo's
 * deletion: this is to come after that also where nothing worked for days.
 */
const BACKSTOP_DAYS = 7;

/** Whether the photo's time is over. @param modified S3's LastModified */
export function isDue(key: string, modified: Date, settings: Retention, now = Date.now()): boolean {
  const { retentionDays } = settings;
  if (retentionDays === undefined || isOfPeople(key, settings)) return false;
  return modified.getTime() + retentionDays * DAY_SECONDS * 1000 < now;
}

/** When the result of a look at it is to go by itself, in Unix seconds; undefined for never. */
export function expiryOf(
  key: string,
  { modified, lookedAt }: { modified: Date; lookedAt: Date },
  settings: Retention,
): number | undefined {
  const { retentionDays } = settings;
  if (retentionDays === undefined || isOfPeople(key, settings)) return undefined;
  const due = Math.floor(modified.getTime() / 1000) + retentionDays * DAY_SECONDS;
  return Math.max(due, Math.floor(lookedAt.getTime() / 1000)) + BACKSTOP_DAYS * DAY_SECONDS;
}
