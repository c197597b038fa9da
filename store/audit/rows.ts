import type { ImageItem } from '../ImageItem.ts';
import { isExpired } from '../isExpired.ts';
import type { Mend } from '../Mend.ts';
import type { Store } from '../openStore.ts';
import { changeOf } from '../sequencer.ts';
import { type Sighting, sightingsOf } from '../sightings.ts';
import { faceKey, type UnknownRow } from '../unknown/UnknownRow.ts';
import { getAll } from './getAll.ts';

/** What follows from items, in the other tables: a sighting or an enrolment, as far as it says what it follows from. */
export type SightingRow = Pick<Sighting, 'person' | 'seenAt' | 'image' | 'sequencer' | 'expiresAt'>;
export interface EnrolmentRow {
  person: string;
  photo: string;
  sequencer: string;
}

/** A kept face, as far as it says what it follows from and what is to be told of it. */
export type KeptRow = Pick<
  UnknownRow,
  'image' | 'face' | 'sequencer' | 'collection' | 'group' | 'found' | 'expiresAt'
>;

export const SIGHTING_ROW = ['person', 'seenAt', 'image', 'sequencer', 'expiresAt'];
export const ENROLMENT_ROW = ['person', 'photo', 'sequencer'];
export const KEPT_ROW = ['image', 'face', 'sequencer', 'collection', 'group', 'found', 'expiresAt'] as const;

/** An item as far as one needs it to tell what follows from it. */
export const ITEM = [
  ...['image', 'status', 'sequencer', 'etag', 'bytes', 'modified', 'takenAt', 'person', 'faces', 'pending'],
  ...['expiresAt', 'keptUntil', 'kind', 'tracks', 'plan', 'analysedAt'],
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

/** The places of the faces of which an item says that they are kept, and whose time is not over. */
export function keptNow(item: ImageItem | undefined): number[] {
  if (item?.status !== 'analysed' || item.kind || isExpired({ expiresAt: item.keptUntil })) return [];
  return item.faces.flatMap(({ kept }, face) => (kept ? [face] : []));
}

export function isStrayKept(row: KeptRow, item: ImageItem | undefined): boolean {
  return (
    item?.status !== 'analysed' ||
    item.kind !== undefined ||
    item.faces[row.face]?.kept === undefined ||
    changeOf(item.sequencer) !== row.sequencer
  );
}

/** Of photos those of these kept faces that are there and not expired. */
export async function keptRows(store: Store, faces: { image: string; face: number }[]): Promise<KeptRow[]> {
  const keys = faces.map(({ image, face }) => faceKey(image, face));
  const rows = await getAll<KeptRow>(store, store.names.unknown, keys, [...KEPT_ROW]);
  return rows.filter((row) => !isExpired(row));
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

type Strays = Required<Omit<Mend, 'of'>>;

/** Those of the strays of a photo that are still there, and still follow from nothing. */
export async function straysLeft(
  store: Store,
  image: string,
  item: ImageItem | undefined,
  strays: Omit<Mend, 'of'>,
): Promise<Strays> {
  const enrolled = strays.people.map(({ person }) => ({ person, photo: image }));
  const kept = (strays.unknown ?? []).map(({ face }) => ({ image, face }));
  const [[seenRows, enrolledRows], faces] = await Promise.all([
    rowsOf(store, strays.sightings, enrolled),
    keptRows(store, kept),
  ]);
  return {
    sightings: seenRows
      .filter((row) => row.image === image && isStraySighting(row, item))
      .map(({ person, seenAt, sequencer = '' }) => ({ person, seenAt, sequencer })),
    people: enrolledRows
      .filter((row) => isStrayEnrolment(row, item))
      .map(({ person, sequencer = '' }) => ({ person, sequencer })),
    unknown: faces
      .filter((row) => isStrayKept(row, item))
      .map(({ face, sequencer = '' }) => ({ face, sequencer })),
  };
}
