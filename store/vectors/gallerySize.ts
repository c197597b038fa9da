import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import type { Writes } from '../transact.ts';

/** What the names of these items begin with; they are in `state`. */
export const SIZE = 'size#';

/**
 * How many photos the vector index holds of a gallery. It is a number that is kept, since nothing counts an index: each write
 * that lets a row come or go changes it in the same transaction, so that no crash and no repetition makes it wrong.
 */
export async function gallerySize(store: Store, gallery: string): Promise<number> {
  const { Item } = await store.db.send(
    new GetCommand({
      TableName: store.names.state,
      Key: { name: `${SIZE}${gallery}` },
      ConsistentRead: true,
    }),
  );
  return (Item?.photos as number | undefined) ?? 0;
}

/** What counts so many rows that go from one gallery, if they were in one, and come to another, if they will be. */
export function counts(store: Store, from: string | undefined, to: string | undefined, rows = 1): Writes {
  if (from === to) return [];
  const changes: [string | undefined, number][] = [
    [from, -rows],
    [to, rows],
  ];
  return changes.flatMap(([gallery, photos]) =>
    gallery === undefined
      ? []
      : [
          {
            Update: {
              TableName: store.names.state,
              Key: { name: `${SIZE}${gallery}` },
              UpdateExpression: 'ADD photos :photos',
              ExpressionAttributeValues: { ':photos': photos },
            },
          },
        ],
  );
}
