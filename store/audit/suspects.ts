import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { planOf } from '../chunks/shelves.ts';
import { enrolsHere } from '../enrolsHere.ts';
import type { AnalysedVideo, ImageItem } from '../ImageItem.ts';
import { isExpired } from '../isExpired.ts';
import { isFolderMarker } from '../isFolderMarker.ts';
import type { Seen } from '../lookAt.ts';
import type { Store } from '../openStore.ts';
import { files } from '../results/files.ts';
import { withoutPath } from '../results/fitTracks.ts';
import { readFile } from '../results/tracksFile.ts';
import { sightingsOf } from '../sightings.ts';
import { allFaces } from '../unknown/readRows.ts';
import { isOverdue, isStrayPlan } from './aside.ts';
import { isOutdated, isThere, type Kind, type Suspect } from './examine.ts';
import { getAll } from './getAll.ts';
import { KeySet } from './KeySet.ts';
import {
  ENROLMENT_ROW,
  type EnrolmentRow,
  enrolmentOf,
  ITEM,
  isStrayEnrolment,
  isStrayKept,
  isStraySighting,
  KEPT_ROW,
  keptNow,
  keptRows,
  rowsOf,
  SIGHTING_ROW,
  type SightingRow,
} from './rows.ts';
import { untoldOf } from './untoldOf.ts';

/** Looked at in one go, without the paths of tracks. */
const ITEMS_AT_ONCE = 100;
/** Items can have 400 KB each, and twice that in the JSON of DynamoDB where they are paths of films: few at a time. */
const READ_AT_ONCE = 20;

type AnyItem = Pick<ImageItem, 'image' | 'status' | 'pending'> &
  Partial<Pick<AnalysedVideo, 'analysedAt' | 'tracksAt'>>;
type PlanOf = { plan: string; image: string };

/** A part of the search, and the kinds that it finds: each kind is found by one part, so nothing is told twice. */
export interface Part {
  kinds: Kind[];
  suspects: AsyncIterable<Suspect>;
}

/** All keys that may not be in order, by a listing of the bucket and a scan of each table, a page at a time. */
export function searchAll(store: Store, s3: S3Client, onKeys: (count: number) => void): Part[] {
  const keys = new KeySet();
  const filed = new KeySet();
  return [
    {
      kinds: ['missing', 'outdated', 'sighting-missing', 'enrolment-missing', 'kept-missing'],
      suspects: fromBucket(store, s3, keys, onKeys),
    },
    {
      kinds: ['gone', 'unfinished', 'overdue', 'result-missing'],
      suspects: fromImages(store, keys, filed),
    },
    { kinds: ['plan-stray'], suspects: fromChunks(store) },
    { kinds: ['result-stray'], suspects: fromFiles(store, filed) },
    { kinds: ['sighting-stray'], suspects: fromSightings(store) },
    { kinds: ['enrolment-stray'], suspects: fromPeople(store) },
    { kinds: ['kept-stray', 'group-untold'], suspects: fromUnknown(store) },
  ];
}

async function* fromBucket(store: Store, s3: S3Client, keys: KeySet, onKeys: (count: number) => void) {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: store.bucket })) {
    const objects = Contents.filter(({ Key, Size }) => !isFolderMarker(Key!, Size)).map(
      ({ Key, ETag, Size, LastModified }): [string, Seen] => [
        Key!,
        { etag: (ETag ?? '').replaceAll('"', ''), bytes: Size ?? 0, modified: LastModified! },
      ],
    );
    for (const [key] of objects) keys.add(key);
    onKeys(objects.length);
    for (let at = 0; at < objects.length; at += ITEMS_AT_ONCE)
      yield* wrongOnes(store, new Map(objects.slice(at, at + ITEMS_AT_ONCE)));
  }
}

/** Those of the objects that have no item, one of another version, or one that something has to follow from still. */
async function* wrongOnes(store: Store, objects: Map<string, Seen>) {
  const items = await itemsOf(store, objects.keys());
  const sightings = [...items.values()].flatMap((item) => sightingsOf(item));
  const enrolments = [...items.values()].flatMap((item) => enrolmentOf(item) ?? []);
  const [seen, enrolled] = await rowsOf(store, sightings, enrolments);
  const kept = await keptRows(
    store,
    [...items.values()].flatMap((item) => keptNow(item).map((face) => ({ image: item.image, face }))),
  );
  const keptOf = Map.groupBy(kept, ({ image }) => image);
  const seenOf = Map.groupBy(seen, ({ image }) => image);
  const enrolledBy = Map.groupBy(enrolled, ({ photo }) => photo);
  for (const [key, object] of objects) {
    const item = items.get(key);
    const enrolment = enrolmentOf(item);
    const isRight =
      item &&
      !isExpired(item) &&
      item.status !== 'removed' &&
      !isOutdated(item, object) &&
      sightingsOf(item).every((row) => isThere<SightingRow>(row, seenOf.get(key) ?? [], 'seenAt')) &&
      keptNow(item).every((face) => keptOf.get(key)?.some((row) => row.face === face)) &&
      (!enrolment || isThere<EnrolmentRow>(enrolment, enrolledBy.get(key) ?? [], 'photo'));
    if (!isRight) yield suspect(key);
  }
}

async function* fromImages(store: Store, keys: KeySet, filed: KeySet) {
  const there = new KeySet();
  for await (const key of files(store)) there.add(key);
  const attributes = ['image', 'status', 'pending', 'analysedAt', 'tracksAt'];
  for await (const page of scan<AnyItem>(store, store.names.images, attributes))
    for (const item of page) {
      const { image, status, pending, tracksAt } = item;
      if (tracksAt) filed.add(tracksAt.key);
      const isGone = status !== 'removed' && !keys.has(image);
      if (pending || isGone || isOverdue(item) || (tracksAt && !there.has(tracksAt.key)))
        yield suspect(image);
    }
}

/** Rows of videos of which no item says that they are being looked at. */
async function* fromChunks(store: Store) {
  for await (const page of scan<PlanOf>(store, store.names.chunks, ['plan', 'image']))
    for (const [key, rows] of await straysOf(
      store,
      page,
      (row) => row.image,
      ({ plan }, item) => isStrayPlan(planOf(plan), item),
    ))
      yield { ...suspect(key), plans: [...new Set(rows.map(({ plan }) => planOf(plan)))] };
}

/** Objects with tracks that no item names. */
async function* fromFiles(store: Store, filed: KeySet) {
  for await (const key of files(store)) {
    const file = filed.has(key) ? undefined : await readFile(store, key);
    if (file) yield { ...suspect(file.image), files: [key] };
  }
}

async function* fromSightings(store: Store) {
  for await (const page of scan<SightingRow>(store, store.names.sightings, SIGHTING_ROW))
    for (const [key, rows] of await straysOf(store, page, (row) => row.image, isStraySighting))
      yield { ...suspect(key), sightings: rows };
}

async function* fromPeople(store: Store) {
  // What other buckets enrol follows from nothing here.
  if (!(await enrolsHere(store))) return;
  for await (const page of scan<EnrolmentRow>(store, store.names.people, ENROLMENT_ROW))
    for (const [key, rows] of await straysOf(store, page, (row) => row.photo, isStrayEnrolment))
      yield { ...suspect(key), people: rows };
}

/** Kept faces that follow from nothing, and photos whose results do not tell of their groups. */
async function* fromUnknown(store: Store) {
  for await (const page of allFaces(store, [...KEPT_ROW])) {
    const strays = await straysOf(store, page, (row) => row.image, isStrayKept);
    for (const [key, rows] of strays)
      yield { ...suspect(key), unknown: rows.map(({ face, sequencer }) => ({ face, sequencer })) };
    const byKey = Map.groupBy(page, ({ image }) => image);
    const items = await itemsOf(store, byKey.keys());
    for (const [key, rows] of byKey)
      if (!strays.has(key) && (await untoldOf(store, items.get(key), rows)).length > 0) yield suspect(key);
  }
}

/** Those of the rows that follow from no item, by the key of their photo. */
async function straysOf<Row>(
  store: Store,
  rows: Row[],
  keyOf: (row: Row) => string,
  isStray: (row: Row, item: ImageItem | undefined) => boolean,
): Promise<Map<string, Row[]>> {
  const byKey = Map.groupBy(rows, keyOf);
  const strays = new Map<string, Row[]>();
  const keys = [...byKey.keys()];
  for (let at = 0; at < keys.length; at += ITEMS_AT_ONCE) {
    const some = keys.slice(at, at + ITEMS_AT_ONCE);
    const items = await itemsOf(store, some);
    for (const key of some) {
      const stray = byKey.get(key)!.filter((row) => isStray(row, items.get(key)));
      if (stray.length > 0) strays.set(key, stray);
    }
  }
  return strays;
}

async function itemsOf(store: Store, keys: Iterable<string>): Promise<Map<string, ImageItem>> {
  const of = [...keys].map((image) => ({ image }));
  const items = new Map<string, ImageItem>();
  for (let at = 0; at < of.length; at += READ_AT_ONCE)
    for (const item of await getAll<ImageItem>(
      store,
      store.names.images,
      of.slice(at, at + READ_AT_ONCE),
      ITEM,
    ))
      items.set(item.image, withoutPaths(item));
  return items;
}

/** What is followed by nothing is most of a film. */
function withoutPaths(item: ImageItem): ImageItem {
  return item.status === 'analysed' && item.kind ? { ...item, tracks: item.tracks.map(withoutPath) } : item;
}

async function* scan<T>(store: Store, TableName: string, attributes: string[]): AsyncGenerator<T[]> {
  const pages = paginateScan(
    { client: store.db },
    {
      TableName,
      ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
    },
  );
  for await (const { Items = [] } of pages) yield Items as T[];
}

function suspect(key: string): Suspect {
  return { key, sightings: [], people: [], unknown: [], plans: [], files: [] };
}
