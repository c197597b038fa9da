import { paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { getAll } from '../audit/getAll.ts';
import { isExpired } from '../isExpired.ts';
import type { Store } from '../openStore.ts';
import { faceKey, GROUPS, type GroupRow, groupKey, PHOTO, type UnknownRow, WAITING } from './UnknownRow.ts';

/** The faces of a photo that are kept, by their place in it. */
export async function facesOf(store: Store, image: string): Promise<Map<number, UnknownRow>> {
  const rows = await query<UnknownRow>(store, faceKey(image, 0).of);
  return new Map(rows.filter((row) => !isExpired(row)).map((row) => [row.face, row]));
}

/** All groups to which something has happened. */
export function allGroups(store: Store): Promise<GroupRow[]> {
  return query<GroupRow>(store, GROUPS);
}

/** By their numbers those of these groups to which something has happened, and all that they have become one with. */
export async function groupsOf(store: Store, numbers: Iterable<number>): Promise<Map<number, GroupRow>> {
  const known = new Map<number, GroupRow>();
  for (let ask = [...new Set(numbers)]; ask.length > 0; ) {
    const rows = await getAll<GroupRow>(store, store.names.unknown, ask.map(groupKey));
    for (const row of rows) known.set(Number(row.at), row);
    ask = [...new Set(rows.flatMap(({ into }) => into ?? []))].filter((number) => !known.has(number));
  }
  return known;
}

/** The number by which a group goes that has become one with others. */
export function numberIn(groups: Map<number, GroupRow>, group: number): number {
  let number = group;
  for (let into = groups.get(number)?.into; into !== undefined; into = groups.get(number)?.into)
    number = into;
  return number;
}

/** All faces that are kept, a page at a time. @param attributes what is read of each, all of it if not given */
export async function* allFaces(
  store: Store,
  attributes?: (keyof UnknownRow)[],
): AsyncGenerator<UnknownRow[]> {
  const pages = paginateScan(
    { client: store.db },
    {
      TableName: store.names.unknown,
      ConsistentRead: true,
      FilterExpression: 'begins_with(#of, :photo)',
      ExpressionAttributeNames: {
        '#of': 'of',
        ...Object.fromEntries((attributes ?? []).map((name) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: { ':photo': PHOTO },
      ...(attributes && { ProjectionExpression: attributes.map((name) => `#${name}`).join(', ') }),
    },
  );
  for await (const { Items = [] } of pages) yield (Items as UnknownRow[]).filter((row) => !isExpired(row));
}

/** Faces that are in no group yet, as far as the index knows of them: the longest waiting first. */
export async function waitingFaces(store: Store, most: number): Promise<UnknownRow[]> {
  const pages = paginateQuery(
    { client: store.db, pageSize: most },
    {
      TableName: store.names.unknown,
      IndexName: 'by-waiting',
      KeyConditionExpression: 'waiting = :waiting',
      ExpressionAttributeValues: { ':waiting': WAITING },
    },
  );
  for await (const { Items = [] } of pages) {
    const keys = (Items as UnknownRow[]).map(({ of, at }) => ({ of, at }));
    const rows = await getAll<UnknownRow>(store, store.names.unknown, keys);
    return rows.filter((row) => row.group === undefined && !isExpired(row));
  }
  return [];
}

async function query<T>(store: Store, of: string): Promise<T[]> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.unknown,
      ConsistentRead: true,
      KeyConditionExpression: '#of = :of',
      ExpressionAttributeNames: { '#of': 'of' },
      ExpressionAttributeValues: { ':of': of },
    },
  );
  const rows: T[] = [];
  for await (const { Items = [] } of pages) rows.push(...(Items as T[]));
  return rows;
}
