import { deflateSync, inflateSync } from 'node:zlib';
import { DeleteCommand, GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { type DoneRow, expiry, type PlanRow } from './ChunkRow.ts';

/** Rows that are deleted at a time. */
const AT_ONCE = 25;

/** Where the parts of a video begin, in seconds; each ends where the next one begins, the last one with the video. */
export interface Plan {
  plan: string;
  image: string;
  begin: number[];
}

/** Before the item that it is of, so that there is never an item without it. One that is there stays as it is. */
export async function putPlan(store: Store, { plan, image, begin }: Plan): Promise<void> {
  const packed = deflateSync(new Uint8Array(Float64Array.from(begin).buffer));
  const common = { plan, image, expiresAt: expiry() };
  const rows: [DoneRow, PlanRow] = [
    { ...common, at: 'done', chunks: begin.length },
    { ...common, at: 'plan', begin: packed },
  ];
  for (const Item of rows)
    await unlessRefused(
      store.db.send(
        new PutCommand({
          TableName: store.names.chunks,
          Item,
          ConditionExpression: 'attribute_not_exists(#plan)',
          ExpressionAttributeNames: { '#plan': 'plan' },
        }),
      ),
    );
}

export async function getPlan(store: Store, plan: string): Promise<Plan | undefined> {
  const { Item } = await store.db.send(
    new GetCommand({ TableName: store.names.chunks, Key: { plan, at: 'plan' }, ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const { image, begin } = Item as PlanRow;
  const bytes = new Uint8Array(inflateSync(begin));
  return { plan, image, begin: [...new Float64Array(bytes.buffer)] };
}

/**
 * Notes that a part has its row; again makes no difference.
 * @returns whether all have; undefined where the plan is gone
 */
export async function countChunk(store: Store, plan: string, number: number): Promise<boolean | undefined> {
  let row: DoneRow | undefined;
  const there = await unlessRefused(
    store.db
      .send(
        new UpdateCommand({
          TableName: store.names.chunks,
          Key: { plan, at: 'done' },
          UpdateExpression: 'ADD done :number',
          ConditionExpression: 'attribute_exists(#plan)',
          ExpressionAttributeNames: { '#plan': 'plan' },
          ExpressionAttributeValues: { ':number': new Set([number]) },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => {
        row = Attributes as DoneRow;
      }),
  );
  return there ? row!.done!.size === row!.chunks : undefined;
}

/** Deletes all rows of a plan: those that are not of parts last. */
export async function dropPlan(store: Store, plan: string): Promise<void> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.chunks,
      ConsistentRead: true,
      KeyConditionExpression: '#plan = :plan',
      ProjectionExpression: '#plan, #at',
      ExpressionAttributeNames: { '#plan': 'plan', '#at': 'at' },
      ExpressionAttributeValues: { ':plan': plan },
    },
  );
  // `plan` sorts behind all numbers.
  for await (const { Items = [] } of pages)
    for (let at = 0; at < Items.length; at += AT_ONCE)
      await Promise.all(
        Items.slice(at, at + AT_ONCE).map((Key) =>
          store.db.send(new DeleteCommand({ TableName: store.names.chunks, Key })),
        ),
      );
}
