import type { ImageItem } from '../ImageItem.ts';
import { isExpired } from '../isExpired.ts';
import type { Mend } from '../Mend.ts';
import type { Store } from '../openStore.ts';
import { type Sighting, sightingsOf } from '../sightings.ts';
import { getAll } from './getAll.ts';

/** What follows from items, in the other tables: a sighting or an enrolment, as far as it says what it follows from. */
export type SightingRow = Pick<Sighting, 'person' | 'seenAt' | 'image' | 'sequencer' | 'expiresAt'>;
export interface EnrolmentRow {
  person: string;
  photo: string;
  sequencer: string;
}

export const SIGHTING_ROW = ['person', 'seenAt', 'image', 'sequencer', 'expiresAt'];
export const ENROLMENT_ROW = ['person', 'photo', 'sequencer'];

/** An item as far as one needs it to tell what follows from it. */
export const ITEM = [
  ...['image', 'status', 'sequencer', 'etag', 'bytes', 'modified', 'takenAt', 'person', 'faces', 'pending'],
  'expiresAt',
];

/** The enrolment that an item stands for, if it is one. */
export function enrolmentOf(item: ImageItem | undefined): EnrolmentRow | undefined {
  if (item?.status !== 'enrolled') return undefined;
  return { person: item.person, photo: item.image, sequencer: item.sequencer };
}

/** Those sightings and enrolments that follow from no item: from none at all, from another change, or wrongly so. */
export const isStraySighting = (row: SightingRow, item: ImageItem | undefined): boolean =>
  !sightingsOf(item).some(
    ({ person, seenAt, sequencer }) =>
      person === row.person && seenAt === row.seenAt && sequencer === row.sequencer,
  );

export function isStrayEnrolment(row: EnrolmentRow, item: ImageItem | undefined): boolean {
  const right = enrolmentOf(item);
  return right?.person !== row.person || right.sequencer !== row.sequencer;
}

/** The rows with these keys, as far as they are there and not expired. */
export async function rowsOf(
  store: Store,
  sightings: Pick<Sighting, 'person' | 'seenAt'>[],
  enrolments: Pick<EnrolmentRow, 'person' | 'photo'>[],
): Promise<[SightingRow[], EnrolmentRow[]]> {
  const { names } = store;
  const seen = sightings.map(({ person, seenAt }) => ({ person, seenAt }));
  const enrolled = enrolments.map(({ person, photo }) => ({ person, photo }));
  const [seenRows, enrolledRows] = await Promise.all([
    getAll<SightingRow>(store, names.sightings, seen, SIGHTING_ROW),
    getAll<EnrolmentRow>(store, names.people, enrolled, ENROLMENT_ROW),
  ]);
  return [seenRows.filter((row) => !isExpired(row)), enrolledRows];
}

type Strays = Pick<Mend, 'sightings' | 'people'>;

/** Those of the strays of a photo that are still there, and still follow from nothing. */
export async function straysLeft(
  store: Store,
  image: string,
  item: ImageItem | undefined,
  strays: Strays,
): Promise<Strays> {
  const enrolled = strays.people.map(({ person }) => ({ person, photo: image }));
  const [seenRows, enrolledRows] = await rowsOf(store, strays.sightings, enrolled);
  return {
    sightings: seenRows
      .filter((row) => row.image === image && isStraySighting(row, item))
      .map(({ person, seenAt, sequencer = '' }) => ({ person, seenAt, sequencer })),
    people: enrolledRows
      .filter((row) => isStrayEnrolment(row, item))
      .map(({ person, sequencer = '' }) => ({ person, sequencer })),
  };
}
