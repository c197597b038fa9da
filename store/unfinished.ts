import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { ImageItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';

const STATUSES: ImageItem['status'][] = ['analysed', 'rejected', 'enrolled', 'removed'];

/** The keys of items whose outbox has not been empty since before then, oldest first, by an index that has no others. */
export async function* unfinished(store: Store, before: Date): AsyncGenerator<string> {
  for (const status of STATUSES) {
    const pages = paginateQuery(
      { client: store.db },
      {
        TableName: store.names.images,
        IndexName: 'by-pending',
        KeyConditionExpression: '#status = :status AND pendingSince < :before',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': status, ':before': before.toISOString() },
      },
    );
    for await (const { Items = [] } of pages) for (const { image } of Items) yield image as string;
  }
}
