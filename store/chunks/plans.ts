import { deflateSync, inflateSync } from 'node:zlib';
import { DeleteCommand, GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { type DoneRow, expiry, type PlanRow } from './ChunkRow.ts';
import { onShelves } from './shelves.ts';

/** Where the parts of a video begin, in seconds; each ends where the next one begins, the last one with the video. */
export interface Plan {
  plan: string;
  image: string;
  begin: number[];
}

/**
 * Before the item that it is of, so that there is never an item without it. One that is there stays as it is: a planner with other
 * settings may have been ended before it wrote the item, and the parts are counted by what stands.
 * @returns the plan that stands
 * @throws where somebody has deleted it meanwhile
 */
export async function putPlan(store: Store, { plan, image, begin }: Plan): Promise<Plan> {
  const common = { plan, image, expiresAt: expiry() };
  const packed = deflateSync(new Uint8Array(Float64Array.from(begin).buffer));
  await putRow(store, { ...common, at: 'plan', begin: packed }, 'attribute_not_exists(#plan)');
  const stands = await getPlan(store, plan);
  if (!stands)
    throw new Error(
      `The plan ${plan} of ${JSON.stringify(image)} was deleted while it was made, as another change of that key was recorded. ` +
        'Another try finds that.',
    );
  const chunks = stands.begin.length;
  const unlessRight = 'attribute_not_exists(#plan) OR chunks <> :chunks';
  await putRow(store, { ...common, at: 'done', chunks }, unlessRight, { ':chunks': chunks });
  return stands;
}

async function putRow(
  store: Store,
  Item: DoneRow | PlanRow,
  ConditionExpression: string,
  ExpressionAttributeValues?: Record<string, number>,
): Promise<void> {
  await unlessRefused(
    store.db.send(
      new PutCommand({
        TableName: store.names.chunks,
        Item,
        ConditionExpression,
        ExpressionAttributeNames: { '#plan': 'plan' },
        ExpressionAttributeValues,
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
  await onShelves(plan, (shelf) => dropRows(store, shelf));
  await dropRows(store, plan);
}

async function dropRows(store: Store, key: string): Promise<void> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.chunks,
      ConsistentRead: true,
      KeyConditionExpression: '#plan = :plan',
      ProjectionExpression: '#plan, #at',
      ExpressionAttributeNames: { '#plan': 'plan', '#at': 'at' },
      ExpressionAttributeValues: { ':plan': key },
    },
  );
  for await (const { Items = [] } of pages)
    for (const Key of Items) await store.db.send(new DeleteCommand({ TableName: store.names.chunks, Key }));
}
