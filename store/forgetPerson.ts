import { DeleteCommand, paginateQuery, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { GALLERY, touchGallery } from './galleryLog.ts';
import type { Analysed, FaceItem, ImageItem } from './ImageItem.ts';
import { mentions } from './mentions.ts';
import type { Store } from './openStore.ts';
import { record, standing } from './record.ts';
import { after } from './sequencer.ts';
import { tombstone } from './tombstone.ts';
import { forgetKept } from './unknown/forgetKept.ts';
import { changeEnrolment } from './vectors/changeEnrolment.ts';
import { SIZE } from './vectors/gallerySize.ts';
import { deleteIfOf, unlessRefused } from './writeUnlessLater.ts';

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
  for await (const item of scan(store, 'images')) {
    const { image } = item as unknown as ImageItem;
    if (isTheirs(image)) swept.photos += Number(await removeItem(store, image));
    else if (mentions(item, person, isTheirs))
      swept.results += Number(await unname(store, image, person, isTheirs));
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
  swept.sightings = await deleteAllOf(store, 'sightings', person, 'seenAt');
  await deleteAllOf(store, 'people', person, 'photo');
  return swept;
}

export interface Proof {
  /** Items looked at. */
  items: number;
  tables: string[];
  /** What names the person all the same: the table and the item's key. */
  found: { table: string; key: string }[];
}

/** Reads every item of every table, and looks for the name in each. */
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

/** The faces of the person become unknown. Looks again where the item was changed meanwhile. */
async function unname(
  store: Store,
  image: string,
  person: string,
  isTheirs: (key: string) => boolean,
): Promise<boolean> {
  for (;;) {
    const item = await standing(store, image);
    if (item?.status !== 'analysed' || !mentions({ ...item }, person, isTheirs)) return false;
    const { people, faces } = withoutPerson(item, person, isTheirs);
    const done = unlessRefused(
      store.db.send(
        new UpdateCommand({
          TableName: store.names.images,
          Key: { image },
          UpdateExpression: people
            ? 'SET faces = :faces, people = :people'
            : 'SET faces = :faces REMOVE people',
          ConditionExpression: 'sequencer = :sequencer AND attribute_not_exists(pending)',
          ExpressionAttributeValues: {
            ':faces': faces,
            ':sequencer': item.sequencer,
            ...(people && { ':people': people }),
          },
        }),
      ),
    );
    if (await done) return true;
  }
}

function withoutPerson(item: Analysed, person: string, isTheirs: (key: string) => boolean) {
  const people = new Set([...(item.people ?? [])].filter((name) => name !== person));
  const faces = item.faces.map((face): FaceItem => {
    const { runnerUp, ...rest } = face;
    const others = runnerUp && runnerUp.person !== person ? { runnerUp } : {};
    const named = face.person === person || (face.matchedPhoto !== undefined && isTheirs(face.matchedPhoto));
    if (!named) return { ...rest, ...others };
    const { distance, similarity, matchedPhoto, kept, group, named: byGroup, ...unnamed } = rest;
    delete unnamed.person;
    return { ...unnamed, decision: 'unknown', ...others };
  });
  return { people: people.size > 0 ? people : undefined, faces };
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
