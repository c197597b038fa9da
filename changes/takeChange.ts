import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../config/settings.ts';
import { straysLeft } from '../store/audit/rows.ts';
import type { ImageItem, Pending } from '../store/ImageItem.ts';
import { lookAt } from '../store/lookAt.ts';
import type { Store } from '../store/openStore.ts';
import { record, standing } from '../store/record.ts';
import { changeOf, isOfALook } from '../store/sequencer.ts';
import { expiring } from './expiring.ts';
import type { Outcome } from './Outcome.ts';
import { type Placed, placeChange } from './placeChange.ts';
import type { Change } from './readChanges.ts';
import { rejected } from './rejected.ts';

/** A change that is later than what stands. */
export interface Taken {
  change: Placed;
  /** Makes it what the tables say; `again` where only another look at the bucket tells which of two is the later one. */
  keep(found: ImageItem, follows?: Pick<Pending, 'enrol' | 'keep'>): Promise<Outcome | 'again'>;
  /**
   * Refuses it, with the milliseconds that were spent on it. Also what is refused unread is refused only while it is there: a late
   * message would bring it back.
   * @param person whom it was to enrol, if it was dropped for that
   */
  refuse(
    why: { reason: string; message: string },
    timings: Record<string, number>,
    person?: string,
  ): Promise<Outcome | 'again'>;
}

interface Inbox {
  store: Store;
  s3: S3Client;
  settings: Settings;
}

/** Gives a change its place; or what became of it, where that is known already. */
export async function takeChange(told: Change, { store, s3, settings }: Inbox): Promise<Taken | Outcome> {
  const before = await standing(store, told.key);
  if (told.marker && !before) return { skipped: 'marker' };
  const mend = told.mend && {
    ...told.mend,
    ...(await straysLeft(store, told.key, before, told.mend)),
  };
  const change = await placeChange({ ...told, mend }, before, () => lookAt(s3, told.bucket, told.key));
  if (!change)
    return before && changeOf(before.sequencer) === told.sequencer ? { item: before } : { skipped: 'stale' };
  const strays = mend && {
    sightings: mend.sightings,
    people: mend.people.map(({ person }) => person),
    unknown: (mend.unknown ?? []).map(({ face }) => face),
  };
  const keep: Taken['keep'] = async (found, follows) => {
    const item = expiring(found, settings);
    const stands = await record(store, item, { ...follows, before, strays });
    if (isSame(stands, item)) return { item };
    // Another was faster. Where one of the two was looked up, only another look tells which is later.
    return [stands, item].some(({ sequencer }) => isOfALook(sequencer)) ? 'again' : { skipped: 'stale' };
  };
  return {
    change,
    keep,
    async refuse(why, timings, person) {
      const object = await lookAt(s3, change.bucket, change.key);
      if (!object || (change.etag !== '' && object.etag !== change.etag)) return { skipped: 'replaced' };
      change.modified = object.modified;
      return keep(rejected(change, timings, why, person));
    },
  };
}

/** Two who look at the same time give their states the same place. */
function isSame(a: ImageItem, b: ImageItem): boolean {
  const etagOf = (item: ImageItem) => (item.status === 'removed' ? undefined : item.etag);
  return changeOf(a.sequencer) === changeOf(b.sequencer) && etagOf(a) === etagOf(b);
}
