import { DeleteCommand, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { type ChunkRow, expiry, placeOf } from './ChunkRow.ts';

/** Of the tracks that one item takes; DynamoDB's have 400 KB at most, and a crowd's are more. */
const MOST_BYTES = 300_000;

type Row = Omit<ChunkRow, 'number'> & { at: string; parts: number };
interface Rest {
  at: string;
  tracks: Uint8Array;
}

/** What does not fit into the row goes into rows beside it, which are there before it is. */
export async function putChunk(store: Store, { number, ...row }: ChunkRow): Promise<void> {
  const { plan, image, tracks } = row;
  const parts = Math.max(1, Math.ceil(tracks.length / MOST_BYTES));
  for (let part = parts - 1; part >= 0; part--) {
    const piece = { tracks: tracks.subarray(part * MOST_BYTES, (part + 1) * MOST_BYTES) };
    const Item = {
      ...(part === 0 ? { ...row, parts } : { plan, image }),
      ...piece,
      at: part === 0 ? placeOf(number) : `${placeOf(number)}#${String(part).padStart(3, '0')}`,
      expiresAt: expiry(),
    };
    await store.db.send(new PutCommand({ TableName: store.names.chunks, Item }));
  }
}

export async function hasChunk(store: Store, plan: string, number: number): Promise<boolean> {
  const { Item } = await store.db.send(
    new GetCommand({
      TableName: store.names.chunks,
      Key: { plan, at: placeOf(number) },
      ConsistentRead: true,
      ProjectionExpression: '#at',
      ExpressionAttributeNames: { '#at': 'at' },
    }),
  );
  return Item !== undefined;
}

export async function dropChunk(store: Store, plan: string, number: number): Promise<void> {
  for await (const { at } of rowsFrom(store, plan, placeOf(number), `${placeOf(number)}$`))
    await store.db.send(new DeleteCommand({ TableName: store.names.chunks, Key: { plan, at } }));
}

/** What was found in the parts, in their order; as far as there is a row of each. */
export async function chunksOf(store: Store, plan: string): Promise<ChunkRow[]> {
  const rows: Row[] = [];
  const rests = new Map<string, Uint8Array[]>();
  for await (const row of rowsFrom(store, plan, '0', ':')) {
    const [place, part] = row.at.split('#') as [string, string?];
    if (part === undefined) rows.push(row as Row);
    else rests.set(place, [...(rests.get(place) ?? []), row.tracks]);
  }
  return rows.map(({ at, parts, tracks, ...row }) => ({
    ...row,
    number: Number(at),
    tracks: Buffer.concat([tracks, ...(rests.get(at) ?? []).slice(0, parts - 1)]),
  }));
}

/** From a place up to another, in order. */
async function* rowsFrom(store: Store, plan: string, from: string, to: string): AsyncGenerator<Row | Rest> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.chunks,
      ConsistentRead: true,
      KeyConditionExpression: '#plan = :plan AND #at BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#plan': 'plan', '#at': 'at' },
      ExpressionAttributeValues: { ':plan': plan, ':from': from, ':to': to },
    },
  );
  for await (const { Items = [] } of pages) yield* Items as (Row | Rest)[];
}
