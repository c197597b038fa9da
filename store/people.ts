import { GetCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Enrolment, FaceItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';
import { deleteIfEarlier, deleteIfOf, putUnlessLater } from './writeUnlessLater.ts';

/** One enrolled photo. */
export interface PersonItem {
  person: string;
  /** The object's key. */
  photo: string;
  /** 128 float32, little-endian. */
  descriptor: Uint8Array;
  /** Of the descriptor; only equal spaces are compared. */
  space: string;
  quality: FaceItem['quality'];
  box: FaceItem['box'];
  enrolledAt: string;
  /** Of the change of the photo that enrolled it. */
  sequencer: string;
  engine: Enrolment['engine'];
}

type PhotoKey = { person: string; photo: string };

type DescribedPhoto = Pick<PersonItem, 'person' | 'photo'> & { descriptor: Float32Array };

/** Puts the enrolment, unless one of a later change of the photo is there. */
export async function enrol(store: Store, item: PersonItem): Promise<void> {
  if (await putUnlessLater(store, store.names.people, { ...item })) await touchGallery(store);
}

/** Removes the enrolment that an earlier change of the photo has made. */
export async function unenrol(store: Store, key: PhotoKey, sequencer: string): Promise<void> {
  if (await deleteIfEarlier(store, store.names.people, key, sequencer)) await touchGallery(store);
}

/** Removes the enrolment that this very change of the photo has made. */
export async function takeBackEnrolment(store: Store, key: PhotoKey, sequencer: string): Promise<void> {
  if (await deleteIfOf(store, store.names.people, key, sequencer)) await touchGallery(store);
}

export async function* everyone(store: Store): AsyncGenerator<PersonItem> {
  const pages = paginateScan({ client: store.db }, { TableName: store.names.people, ConsistentRead: true });
  for await (const page of pages) yield* (page.Items ?? []) as PersonItem[];
}

const GALLERY = { name: 'gallery' };

/** Raised after each change of the people: who has read an older version has not seen the change. */
async function touchGallery(store: Store): Promise<void> {
  await store.db.send(
    new UpdateCommand({
      TableName: store.names.state,
      Key: GALLERY,
      UpdateExpression: 'ADD version :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
}

/** Changes with every enrolment and removal, by whomever. */
export async function galleryVersion(store: Store): Promise<number> {
  const { Item } = await store.db.send(
    new GetCommand({ TableName: store.names.state, Key: GALLERY, ConsistentRead: true }),
  );
  return (Item?.version as number | undefined) ?? 0;
}

/** All descriptors of one space, with the person and the photo that each is of. */
export async function readGallery(store: Store, space: string): Promise<DescribedPhoto[]> {
  const enrolled: DescribedPhoto[] = [];
  for await (const item of everyone(store))
    if (item.space === space)
      enrolled.push({ person: item.person, photo: item.photo, descriptor: unpack(item.descriptor) });
  return enrolled;
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
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, at) => view.getFloat32(at * 4, true));
}
