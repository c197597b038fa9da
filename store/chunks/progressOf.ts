import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import type { DoneRow } from './ChunkRow.ts';

/** How far a video is looked at. */
export interface PlanProgress {
  /** Parts that there are. */
  chunks: number;
  /** The numbers of those that have a row. */
  done: Set<number>;
}

/** Undefined where the plan is gone: all is done, or the video was replaced or removed. */
export async function progressOf(store: Store, plan: string): Promise<PlanProgress | undefined> {
  const { Item } = await store.db.send(
    new GetCommand({
      TableName: store.names.chunks,
      Key: { plan, at: 'done' },
      ProjectionExpression: 'chunks, done',
    }),
  );
  if (!Item) return undefined;
  const { chunks, done = new Set() } = Item as Pick<DoneRow, 'chunks' | 'done'>;
  return { chunks, done };
}
