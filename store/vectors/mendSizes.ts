import { paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { SIZE } from './gallerySize.ts';

/**
 * Puts the sizes of galleries right, where another is kept than was counted: somebody has written rows without counting them.
 * A size that changes meanwhile stays as it is.
 * @param counted by gallery, in a table that nobody else has written to since
 * @returns how many were wrong
 */
export async function mendSizes(store: Store, counted: ReadonlyMap<string, number>): Promise<number> {
  const kept = await sizes(store);
  let mended = 0;
  for (const gallery of new Set([...counted.keys(), ...kept.keys()])) {
    const [is, was] = [counted.get(gallery) ?? 0, kept.get(gallery)];
    if (is !== (was ?? 0)) mended += Number(await setSize(store, gallery, is, was));
  }
  return mended;
}

async function sizes(store: Store): Promise<Map<string, number>> {
  const found = paginateScan(
    { client: store.db },
    {
      TableName: store.names.state,
      ConsistentRead: true,
      FilterExpression: 'begins_with(#name, :size)',
      ExpressionAttributeNames: { '#name': 'name' },
      ExpressionAttributeValues: { ':size': SIZE },
    },
  );
  const kept = new Map<string, number>();
  for await (const { Items = [] } of found)
    for (const { name, photos } of Items) kept.set(String(name).slice(SIZE.length), photos as number);
  return kept;
}

function setSize(store: Store, gallery: string, photos: number, was: number | undefined): Promise<boolean> {
  return unlessRefused(
    store.db.send(
      new UpdateCommand({
        TableName: store.names.state,
        Key: { name: `${SIZE}${gallery}` },
        UpdateExpression: 'SET photos = :photos',
        ConditionExpression: was === undefined ? 'attribute_not_exists(photos)' : 'photos = :was',
        ExpressionAttributeValues: { ':photos': photos, ...(was !== undefined && { ':was': was }) },
      }),
    ),
  );
}
