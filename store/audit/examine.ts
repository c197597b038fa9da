import type { S3Client } from '@aws-sdk/client-s3';
import { describes } from '../describes.ts';
import type { ImageItem } from '../ImageItem.ts';
import { getImage } from '../images.ts';
import { isExpired } from '../isExpired.ts';
import { lookAt, type Seen } from '../lookAt.ts';
import type { Mend } from '../Mend.ts';
import type { Store } from '../openStore.ts';
import { hasFile } from '../results/files.ts';
import { type Sighting, sightingsOf } from '../sightings.ts';
import { asideLeft, isOverdue } from './aside.ts';
import {
  type EnrolmentRow,
  enrolmentOf,
  keptNow,
  keptRows,
  rowsOf,
  type SightingRow,
  straysLeft,
} from './rows.ts';
import { untoldOf } from './untoldOf.ts';

/** Ways in which the tables can differ from the bucket, or among themselves. */
export type Kind =
  | 'missing'
  | 'outdated'
  | 'gone'
  | 'unfinished'
  | 'sighting-missing'
  | 'sighting-stray'
  | 'enrolment-missing'
  | 'enrolment-stray'
  | 'kept-missing'
  | 'kept-stray'
  | 'group-untold'
  | 'overdue'
  | 'plan-stray'
  | 'result-missing'
  | 'result-stray';

/** A key that may not be in order, with rows that seem to follow from nothing. */
export type Suspect = {
  key: string;
  /** Plans of videos whose rows are there, and objects with tracks. */
  plans: string[];
  files: string[];
} & Required<Omit<Mend, 'of'>>;

/** All that there is about a key at one moment. */
export interface Examined extends Suspect {
  object: Seen | undefined;
  /** Undefined where it has expired. */
  item: ImageItem | undefined;
  /** Of what lies in the table, though it may have expired; null for nothing. */
  sequencer: string | null;
  /** Sightings that follow from the item and are not there. */
  unseen: Sighting[];
  /** The places of faces that are in no group yet, or whose group the item does not tell. */
  untold: number[];
  kinds: Kind[];
}

/** Whether the item is of another version than the object. */
export function isOutdated(item: ImageItem, object: Seen): boolean {
  return item.status !== 'removed' && (!describes(item, object) || item.bytes !== object.bytes);
}

/** Whether the row that has to follow from an item is there, of the same change. */
export function isThere<T extends { person: string; sequencer: string }>(
  row: T,
  rows: T[],
  of: keyof T,
): boolean {
  return rows.some(
    (one) => one.person === row.person && one[of] === row[of] && one.sequencer === row.sequencer,
  );
}

/** @param isDue whether an object's time is over, so that nothing has to be known of it any more */
export async function examine(
  store: Store,
  s3: S3Client,
  suspect: Suspect,
  isDue: (key: string, modified: Date) => boolean,
): Promise<Examined> {
  const { key } = suspect;
  const kept = await getImage(store, key);
  const item = kept && isExpired(kept) ? undefined : kept;
  const object = await lookAt(s3, store.bucket, key);
  const sightings = sightingsOf(item);
  const enrolment = enrolmentOf(item);
  const keptFaces = keptNow(item);
  const [[seen, enrolled], strays, keptThere] = await Promise.all([
    rowsOf(store, sightings, enrolment ? [enrolment] : []),
    straysLeft(store, key, item, suspect),
    keptRows(
      store,
      keptFaces.map((face) => ({ image: key, face })),
    ),
  ]);
  const untold = await untoldOf(store, item, keptThere);
  const aside = await asideLeft(store, item, suspect);
  const file = item?.status === 'analysed' ? item.tracksAt : undefined;
  const unseen = sightings.filter((row) => !isThere<SightingRow>(row, seen, 'seenAt'));
  const known = item && item.status !== 'removed';
  const kinds: [Kind, unknown][] = [
    ['missing', object && !known && !isDue(key, object.modified)],
    ['outdated', object && known && isOutdated(item, object)],
    ['gone', !object && known],
    ['unfinished', item?.pending],
    ['sighting-missing', unseen.length > 0],
    ['enrolment-missing', enrolment && !isThere<EnrolmentRow>(enrolment, enrolled, 'photo')],
    ['sighting-stray', strays.sightings.length > 0],
    ['enrolment-stray', strays.people.length > 0],
    ['kept-missing', keptFaces.some((face) => !keptThere.some((row) => row.face === face))],
    ['kept-stray', strays.unknown.length > 0],
    ['group-untold', untold.length > 0],
    ['overdue', item && isOverdue(item)],
    ['plan-stray', aside.plans.length > 0],
    ['result-missing', file && !(await hasFile(store, file.key))],
    ['result-stray', aside.files.length > 0],
  ];
  return {
    key,
    object,
    item,
    sequencer: kept?.sequencer ?? null,
    unseen,
    untold,
    ...strays,
    ...aside,
    kinds: kinds.flatMap(([kind, holds]) => (holds ? [kind] : [])),
  };
}
