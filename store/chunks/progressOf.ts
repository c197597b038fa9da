import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import type { PlanRow } from './ChunkRow.ts';

/** How many parts of a video have been looked at by now; undefined where the plan is gone, since all have. */
export async function progressOf(store: Store, plan: string): Promise<number | undefined> {
  const { Item } = await store.db.send(
    new GetCommand({
      ...{ TableName: store.names.chunks, Key: { plan, at: 'plan' } },
      ProjectionExpression: '#plan, done',
      ExpressionAttributeNames: { '#plan': 'plan' },
    }),
  );
  return Item && ((Item as Pick<PlanRow, 'done'>).done?.size ?? 0);
}
