import { DeleteCommand, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { GALLERY, touchGallery } from './galleryLog.ts';
import type { Analysed, AnalysedVideo, FaceItem, ImageItem, TrackItem } from './ImageItem.ts';
import { getImage } from './images.ts';
import { mentions } from './mentions.ts';
import type { Store } from './openStore.ts';
import { record, standing } from './record.ts';
import { files } from './results/files.ts';
import { dropTracks, readFile } from './results/tracksFile.ts';
import { revise } from './revise.ts';
import { reviseTracks } from './reviseTracks.ts';
import { after } from './sequencer.ts';
import { sightingsOf } from './sightings.ts';
import { tombstone } from './tombstone.ts';
import { forgetKept } from './unknown/forgetKept.ts';
import { changeEnrolment } from './vectors/changeEnrolment.ts';
import { SIZE } from './vectors/gallerySize.ts';
import { withoutPerson } from './withoutPerson.ts';
import { deleteIfOf } from './writeUnlessLater.ts';

/**
 * Erasing a person from the tables. Each part can be repeated, at any time and after any crash. What a function has
 * matched before `unenrolPerson` it may still write afterwards: `sweepPerson` is for when no such function is at work.
 */

/**
 * Takes a person out of the gallery: who looks at a photo from now on does not know them.
 * @returns how many of their photos were enrolled
 */
export async function unenrolPerson(store: Store, person: string): Promise<number> {
  const gone = await deleteAllOf(store, 'people', person, 'photo');
  // Also where nobody was there: an earlier run may have been killed before this line.
  await touchGallery(store, [{ person }]);
  return gone;
}

export interface Swept {
  sightings: number;
  /** Results in which they were named and are not any more. */
  results: number;
  /** Items of photos that had enrolled them, or were to. */
  photos: number;
}

/**
 * Removes whatever else names the person.
 * @param isTheirs whether a photo at that key is one that enrols them; those are gone from the bucket by now
 */
export async function sweepPerson(
  store: Store,
  person: string,
  isTheirs: (key: string) => boolean,
): Promise<Swept> {
  const swept: Swept = { sightings: 0, results: 0, photos: 0 };
  const unnameIn = async (image: string) => {
    const seen = await unname(store, image, person, isTheirs);
    if (seen === undefined) return;
    swept.results++;
    swept.sightings += seen;
  };
  for await (const item of scan(store, 'images')) {
    const { image } = item as unknown as ImageItem;
    if (isTheirs(image)) swept.photos += Number(await removeItem(store, image));
    else if (mentions(item, person, isTheirs)) await unnameIn(image);
  }
  for await (const { key, file } of allFiles(store)) {
    if (!mentions(file, person, isTheirs)) continue;
    const item = await getImage(store, file.image);
    const isOf = item?.status === 'analysed' && item.tracksAt?.key === key;
    if (isOf) await unnameIn(file.image);
    // What a crash has left of a result that is another one by now.
    else await dropTracks(store, key);
  }
  // Errors quote keys: the text is searched for the name in any form.
  // A gallery's size names its collection and space, and nobody.
  for await (const item of scan(store, 'state'))
    if (
      item.name !== GALLERY.name &&
      !String(item.name).startsWith(SIZE) &&
      JSON.stringify(item).includes(person)
    )
      await store.db.send(new DeleteCommand({ TableName: store.names.state, Key: { name: item.name } }));
  await forgetKept(store, person, isTheirs);
  // After the results: what those have still to be followed by are sightings.
  swept.sightings += await deleteAllOf(store, 'sightings', person, 'seenAt');
  await deleteAllOf(store, 'people', person, 'photo');
  return swept;
}

export interface Proof {
  /** Items looked at. */
  items: number;
  tables: string[];
  /** What names the person all the same: the table, or the bucket, and the item's key. */
  found: { table: string; key: string }[];
}

/** Every object with tracks; one that goes meanwhile is none. */
async function* allFiles(store: Store) {
  for await (const key of files(store)) {
    const file = await readFile(store, key);
    if (file) yield { key, file };
  }
}

/** Reads every item of every table and every object with tracks, and looks for the name in each. */
export async function searchPerson(
  store: Store,
  person: string,
  isTheirs: (key: string) => boolean,
): Promise<Proof> {
  const proof: Proof = { items: 0, tables: Object.values(store.names), found: [] };
  for (const [role, table] of Object.entries(store.names))
    for await (const item of scan(store, role as keyof Store['names'])) {
      proof.items++;
      if (mentions(item, person, isTheirs))
        proof.found.push({ table, key: String(item.image ?? item.photo ?? item.seenAt ?? item.name) });
    }
  for await (const { key, file } of allFiles(store)) {
    proof.items++;
    if (mentions(file, person, isTheirs)) proof.found.push({ table: store.results.bucket, key });
  }
  return proof;
}

/**
 * A photo that is gone from the bucket, whose removal is not recorded since its message is late or lost, is told to be
 * removed before its item goes: afterwards nobody knows of it any more.
 * @returns whether the item is gone by this; one that is changing is as it stands then.
 */
async function removeItem(store: Store, image: string): Promise<boolean> {
  const item = await standing(store, image);
  if (!item) return false;
  const last =
    item.status === 'removed'
      ? item
      : await record(store, tombstone(image, after(item.sequencer)), { before: item });
  return deleteIfOf(store, store.names.images, { image }, last.sequencer);
}

/**
 * The faces of the person become unknown, at the place of a revision: whoever is about to write what was read before is
 * refused, and the sightings of the others follow where their places among the tracks are others now.
 * @returns how many sightings of the person went; undefined where the result does not name them
 */
async function unname(
  store: Store,
  image: string,
  person: string,
  isTheirs: (key: string) => boolean,
): Promise<number | undefined> {
  let seen = 0;
  const without = <F extends FaceItem | TrackItem>(faces: F[], item: Analysed | AnalysedVideo) => {
    if (!mentions([{ ...item }, faces], person, isTheirs)) return undefined;
    seen = sightingsOf(item).filter((sighting) => sighting.person === person).length;
    return withoutPerson(faces, person, isTheirs);
  };
  const done =
    (await revise(store, image, (item) => without(item.faces, item), { quietly: true })) ||
    (await reviseTracks(store, image, without, { quietly: true }));
  return done ? seen : undefined;
}

async function deleteAllOf(
  store: Store,
  role: 'people' | 'sightings',
  person: string,
  range: string,
): Promise<number> {
  const TableName = store.names[role];
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: 'person = :person',
      ExpressionAttributeValues: { ':person': person },
    },
  );
  let count = 0;
  for await (const { Items = [] } of pages)
    for (const item of Items) {
      // One that is in the vector index is counted there.
      if (role === 'people') await changeEnrolment(store, { person, photo: item.photo }, () => null);
      else await store.db.send(new DeleteCommand({ TableName, Key: { person, [range]: item[range] } }));
      count++;
    }
  return count;
}

async function* scan(store: Store, role: keyof Store['names']): AsyncGenerator<Record<string, unknown>> {
  const pages = paginateScan({ client: store.db }, { TableName: store.names[role], ConsistentRead: true });
  for await (const { Items = [] } of pages) yield* Items;
}
