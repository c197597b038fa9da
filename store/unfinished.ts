import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { ImageItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';

const STATUSES: ImageItem['status'][] = ['analysed', 'analysing', 'rejected', 'enrolled', 'removed'];

/** The keys of items whose outbox has not been empty since before then, oldest first, by an index that has no others. */
export async function* unfinished(store: Store, before: Date): AsyncGenerator<string> {
  for (const status of STATUSES)
    for await (const items of pages(store, status, before)) for (const { image } of items) yield image;
}

/** Since when the outbox has not been empty that has been so longest; undefined where all are. */
export async function oldestPending(store: Store): Promise<Date | undefined> {
  const oldest = STATUSES.map(async (status) => {
    for await (const [first] of pages(store, status, new Date(), 1)) if (first) return first.pendingSince;
    return undefined;
  });
  const times = (await Promise.all(oldest)).filter((time) => time !== undefined);
  return times.length === 0 ? undefined : new Date(times.sort()[0]!);
}

async function* pages(store: Store, status: ImageItem['status'], before: Date, pageSize?: number) {
  const found = paginateQuery(
    { client: store.db, ...(pageSize !== undefined && { pageSize }) },
    {
      TableName: store.names.images,
      IndexName: 'by-pending',
      KeyConditionExpression: '#status = :status AND pendingSince < :before',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status, ':before': before.toISOString() },
    },
  );
  for await (const { Items = [] } of found) yield Items as { image: string; pendingSince: string }[];
}
