import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import type { PersonItem } from '../people.ts';
import { transact } from '../transact.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { counts } from './gallerySize.ts';
import { ofIndex } from './VectorIndexError.ts';

type Key = Pick<PersonItem, 'person' | 'photo'>;

/**
 * Writes a row of `people` over the very row that was read, or removes it. Where it comes to a gallery of the vector index, or
 * goes from one, the size of that gallery is changed in the same transaction; all else is one write, as ever.
 * @param decide told the row as it is, gives what it is to be: null for none, undefined to leave it
 * @returns whether anything was written
 * @throws VectorIndexError where the row does not fit into the index
 */
export async function changeEnrolment(
  store: Store,
  { person, photo }: Key,
  decide: (before: PersonItem | undefined) => PersonItem | null | undefined,
): Promise<boolean> {
  for (;;) {
    const { Item } = await store.db.send(
      new GetCommand({ TableName: store.names.people, Key: { person, photo }, ConsistentRead: true }),
    );
    const before = Item as PersonItem | undefined;
    const next = decide(before);
    if (next === undefined || (next === null && !before)) return false;
    const done = next === null ? remove(store, { person, photo }, before!) : put(store, before, { ...next });
    if (await done.catch((error) => Promise.reject(ofIndex(error, store.names.people)))) return true;
  }
}

function put(store: Store, before: PersonItem | undefined, Item: PersonItem): Promise<boolean> {
  const counted = counts(store, before?.gallery, Item.gallery);
  const condition = stillThe(before);
  if (counted.length > 0)
    return transact(store, [{ Put: { TableName: store.names.people, Item, ...condition } }, ...counted]);
  return unlessRefused(store.db.send(new PutCommand({ TableName: store.names.people, Item, ...condition })));
}

function remove(store: Store, key: Key, before: PersonItem): Promise<boolean> {
  const counted = counts(store, before.gallery, undefined);
  const condition = stillThe(before);
  if (counted.length > 0)
    return transact(store, [
      { Delete: { TableName: store.names.people, Key: key, ...condition } },
      ...counted,
    ]);
  return unlessRefused(
    store.db.send(new DeleteCommand({ TableName: store.names.people, Key: key, ...condition })),
  );
}

/** Holds where the row is of the change that it was of, and in the gallery that it was in; or where there still is none. */
export function stillThe(row: Pick<PersonItem, 'sequencer' | 'gallery'> | undefined) {
  if (!row) return { ConditionExpression: 'attribute_not_exists(person)' };
  const was = Object.entries({ sequencer: row.sequencer, gallery: row.gallery });
  const there = was.filter(([, value]) => value !== undefined);
  return {
    ConditionExpression: was
      .map(([name, value]) =>
        value === undefined ? `attribute_not_exists(${name})` : `${name} = :was_${name}`,
      )
      .join(' AND '),
    ...(there.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(there.map(([name, value]) => [`:was_${name}`, value])),
    }),
  };
}
