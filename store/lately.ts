import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { ImageItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';

/** Pages of 1 MB that are read for one status. */
const MOST_PAGES = 10;

/** When photos of a status were looked at since then, newest first, ISO 8601. */
export async function analysedSince(
  store: Store,
  status: ImageItem['status'],
  since: Date,
): Promise<{ times: string[]; isComplete: boolean }> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.images,
      IndexName: 'by-status',
      KeyConditionExpression: '#status = :status AND analysedAt >= :since',
      ProjectionExpression: 'analysedAt',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status, ':since': since.toISOString() },
      ScanIndexForward: false,
    },
  );
  const times: string[] = [];
  let read = 0;
  for await (const { Items = [], LastEvaluatedKey } of pages) {
    times.push(...Items.map(({ analysedAt }) => analysedAt as string));
    if (++read === MOST_PAGES && LastEvaluatedKey) return { times, isComplete: false };
  }
  return { times, isComplete: true };
}
