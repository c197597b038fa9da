import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { type ChunkRow, expiry, placeOf } from './ChunkRow.ts';
import { onShelves, planOf, shelfOf } from './shelves.ts';

/** Of the tracks that one item takes; DynamoDB's have 400 KB at most, and a crowd's are more. */
const MOST_BYTES = 300_000;

/** `writer` is in the places of the pieces beside it: several may look at one part, and their pieces are not of one thing. */
type Row = Omit<ChunkRow, 'number'> & { at: string; parts: number; writer: string };
interface Rest {
  at: string;
  tracks: Uint8Array;
}

/**
 * Puts the row of a part, unless there is one: what was counted stays, also if somebody comes late who takes the part for missing. What
 * does not fit into the row goes into rows beside it, which are there before it is.
 * @returns whether it is this one that stands
 */
export async function putChunk(store: Store, { number, ...row }: ChunkRow): Promise<boolean> {
  const { image, tracks } = row;
  const shelf = shelfOf(row.plan, number);
  const writer = randomUUID();
  const parts = Math.max(1, Math.ceil(tracks.length / MOST_BYTES));
  const pieces = Array.from({ length: parts - 1 }, (_, part) => pieceAt(number, writer, part + 1));
  const piece = (part: number) => tracks.subarray(part * MOST_BYTES, (part + 1) * MOST_BYTES);
  const expiresAt = expiry();
  for (const [index, at] of pieces.entries()) {
    const Item = { plan: shelf, image, at, tracks: piece(index + 1), expiresAt };
    await store.db.send(new PutCommand({ TableName: store.names.chunks, Item }));
  }
  const written = await unlessRefused(
    store.db.send(
      new PutCommand({
        TableName: store.names.chunks,
        Item: { ...row, plan: shelf, at: placeOf(number), tracks: piece(0), parts, writer, expiresAt },
        ConditionExpression: 'attribute_not_exists(#plan)',
        ExpressionAttributeNames: { '#plan': 'plan' },
      }),
    ),
  );
  // Refused is also what was sent again by the SDK, as the answer to the first was lost.
  if (written || (await writerOf(store, row.plan, number)) === writer) return true;
  for (const at of pieces)
    await store.db.send(new DeleteCommand({ TableName: store.names.chunks, Key: { plan: shelf, at } }));
  return false;
}

export async function hasChunk(store: Store, plan: string, number: number): Promise<boolean> {
  return (await writerOf(store, plan, number)) !== undefined;
}

async function writerOf(store: Store, plan: string, number: number): Promise<string | undefined> {
  const { Item } = await store.db.send(
    new GetCommand({
      TableName: store.names.chunks,
      Key: { plan: shelfOf(plan, number), at: placeOf(number) },
      ConsistentRead: true,
      ProjectionExpression: 'writer',
    }),
  );
  return (Item as Pick<Row, 'writer'> | undefined)?.writer;
}

/** Behind the row itself, in order. */
const pieceAt = (number: number, writer: string, part: number) =>
  `${placeOf(number)}#${writer}#${String(part).padStart(3, '0')}`;

export async function dropChunk(store: Store, plan: string, number: number): Promise<void> {
  const shelf = shelfOf(plan, number);
  for await (const { at } of rowsFrom(store, shelf, placeOf(number), `${placeOf(number)}$`))
    await store.db.send(new DeleteCommand({ TableName: store.names.chunks, Key: { plan: shelf, at } }));
}

/** What was found in the parts, in their order; as far as there is a row of each. */
export async function chunksOf(store: Store, plan: string): Promise<ChunkRow[]> {
  const rows: Row[] = [];
  const rests = new Map<string, Uint8Array[]>();
  const read = async (shelf: string) => {
    for await (const row of rowsFrom(store, shelf, '0', ':')) {
      const [place, writer] = row.at.split('#') as [string, string?];
      if (writer === undefined) rows.push(row as Row);
      else rests.set(`${place}#${writer}`, [...(rests.get(`${place}#${writer}`) ?? []), row.tracks]);
    }
  };
  await onShelves(plan, read);
  return rows
    .map(({ at, parts, writer, tracks, ...row }) => ({
      ...row,
      plan: planOf(row.plan),
      number: Number(at),
      tracks: Buffer.concat([tracks, ...(rests.get(`${at}#${writer}`) ?? []).slice(0, parts - 1)]),
    }))
    .sort((a, b) => a.number - b.number);
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
