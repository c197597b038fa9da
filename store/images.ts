import { GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { ImageItem } from './ImageItem.ts';
import type { Store } from './openStore.ts';

export async function getImage(store: Store, image: string): Promise<ImageItem | undefined> {
  const { Item } = await store.db.send(
    new GetCommand({ TableName: store.names.images, Key: { image }, ConsistentRead: true }),
  );
  return Item as ImageItem | undefined;
}

/** All images of a status, newest first, a page at a time. */
export async function* byStatus<S extends ImageItem['status']>(
  store: Store,
  status: S,
): AsyncGenerator<Extract<ImageItem, { status: S }>[]> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.images,
      IndexName: 'by-status',
      KeyConditionExpression: '#status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
      ScanIndexForward: false,
    },
  );
  for await (const { Items = [] } of pages) yield Items as Extract<ImageItem, { status: S }>[];
}
