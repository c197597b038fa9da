import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Analysed } from '../../../store/ImageItem.ts';
import type { Stack } from '../../support/startStack.ts';

/**
 * So many results of photos in the table, as if they had been looked at a second apart, each with three faces, a name for one of them.
 * Their objects are copies of none: the pictures of all are one object, which is in the bucket.
 */
export async function fillInbox({ db, store }: Stack, like: Analysed, count: number): Promise<void> {
  const { people: _, ...rest } = like;
  const write = (from: number) => {
    const items = Array.from({ length: Math.min(25, count - from) }, (_, index) => {
      const number = from + index;
      return {
        ...rest,
        image: `many/${String(number).padStart(5, '0')}.jpg`,
        analysedAt: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
        // Upright and crosswise, as photos are.
        ...(number % 3 === 0 && { width: rest.height, height: rest.width }),
      };
    });
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    return db.send(new BatchWriteCommand({ RequestItems: { [store.names.images]: requests } }));
  };
  for (let from = 0; from < count; from += 25 * 8)
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => from + 25 * index)
        .filter((at) => at < count)
        .map(write),
    );
}
