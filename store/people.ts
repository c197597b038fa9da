import { paginateQuery, paginateScan, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { touchGallery } from './galleryLog.ts';
import type { Enrolled, Enrolment, FaceItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';
import { changeEnrolment } from './vectors/changeEnrolment.ts';

/** One enrolled photo. */
export interface PersonItem {
  person: string;
  /** The object's key. */
  photo: string;
  /** Float32, little-endian, as many as the space has. */
  descriptor: Uint8Array;
  /** Of the descriptor; only equal spaces are compared. */
  space: string;
  /** The same face as other engines describe it, by their spaces; absent where there are none. See spaces.ts. */
  others?: Enrolled['others'];
  /** Absent where a descriptor was enrolled that did not tell them. */
  quality?: FaceItem['quality'];
  box?: FaceItem['box'];
  enrolledAt: string;
  /** Of the change of the photo that enrolled it. */
  sequencer: string;
  engine: Enrolment['engine'];
  /** The descriptor's numbers; there with and only with `gallery`, where DynamoDB's own vector index is used. */
  vector?: number[];
  /** `<collection>|<space>`, of the descriptor. */
  gallery?: string;
}

type PhotoKey = { person: string; photo: string };

/**
 * Puts the enrolment, unless one of this change of the photo or a later one is there: that of this very change may
 * have been given descriptors of other spaces since.
 */
export async function enrol(store: Store, item: PersonItem): Promise<void> {
  await changeEnrolment(store, item, (before) =>
    before && before.sequencer >= item.sequencer ? undefined : item,
  );
  // Also where it was there: whoever put it may have died before this line.
  await touchGallery(store, [{ person: item.person, photo: item.photo }]);
}

/** Removes the enrolment that an earlier change of the photo has made. */
export async function unenrol(store: Store, { person, photo }: PhotoKey, sequencer: string): Promise<void> {
  const key = { person, photo };
  await changeEnrolment(store, key, (before) => (before && before.sequencer >= sequencer ? undefined : null));
  // Also where it was gone: whoever removed it may have died before this line.
  await touchGallery(store, [key]);
}

/** Removes the enrolment that this very change of the photo has made. */
export async function takeBackEnrolment(
  store: Store,
  { person, photo }: PhotoKey,
  sequencer: string,
): Promise<void> {
  const key = { person, photo };
  const gone = await changeEnrolment(store, key, (before) =>
    before?.sequencer === sequencer ? null : undefined,
  );
  if (gone) await touchGallery(store, [key]);
}

export async function* everyone(store: Store): AsyncGenerator<PersonItem> {
  const pages = paginateScan({ client: store.db }, { TableName: store.names.people, ConsistentRead: true });
  for await (const page of pages) yield* (page.Items ?? []) as PersonItem[];
}

/** Whose photos are enrolled, and which: a person's one after the other, in the order of their keys. */
export async function* enrolledKeys(store: Store): AsyncGenerator<PhotoKey> {
  const pages = paginateScan(
    { client: store.db },
    {
      TableName: store.names.people,
      ConsistentRead: true,
      ProjectionExpression: '#person, #photo',
      ExpressionAttributeNames: { '#person': 'person', '#photo': 'photo' },
    },
  );
  for await (const page of pages) yield* (page.Items ?? []) as PhotoKey[];
}

/** All enrolled photos of one person, in the order of their keys. */
export async function enrolledPhotos(store: Store, person: string): Promise<PersonItem[]> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.people,
      ConsistentRead: true,
      KeyConditionExpression: 'person = :person',
      ExpressionAttributeValues: { ':person': person },
    },
  );
  const items: PersonItem[] = [];
  for await (const { Items = [] } of pages) items.push(...(Items as PersonItem[]));
  return items;
}

/** How many photos are enrolled; reads as much as if all were read. */
export async function countEveryone(store: Store): Promise<number> {
  const input = { TableName: store.names.people, ConsistentRead: true, Select: 'COUNT' as const };
  let count = 0;
  for await (const page of paginateScan({ client: store.db }, input)) count += page.Count ?? 0;
  return count;
}

/** Read at once; one after the other, each waits for the last one's page. DynamoDB gives a page 1 MB of items. */
const PARTS = 8;

/**
 * Reads all enrolled photos, parts of the table at once: those of one person in order, people in none.
 * @param projection what is read of each
 */
export async function readEveryone(
  store: Store,
  projection: Pick<ScanCommandInput, 'ProjectionExpression' | 'ExpressionAttributeNames'>,
  take: (item: Partial<PersonItem>) => void,
): Promise<void> {
  const readPart = async (Segment: number) => {
    const pages = paginateScan(
      { client: store.db },
      { TableName: store.names.people, ConsistentRead: true, Segment, TotalSegments: PARTS, ...projection },
    );
    for await (const page of pages) for (const item of page.Items ?? []) take(item);
  };
  await Promise.all(Array.from({ length: PARTS }, (_, part) => readPart(part)));
}

export function pack(descriptor: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(descriptor.length * 4));
  descriptor.forEach((value, at) => {
    bytes.setFloat32(at * 4, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

export function unpack(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const descriptor = new Float32Array(bytes.byteLength / 4);
  for (let at = 0; at < descriptor.length; at++) descriptor[at] = view.getFloat32(at * 4, true);
  return descriptor;
}
