import { setTimeout } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';

/** What BatchGetItem takes at a time. */
const AT_ONCE = 100;
const LONGEST_PAUSE = 5000;

/** The items of these keys, those that there are, in no order. A key may be named once only. */
export async function getAll<T>(
  store: Store,
  table: string,
  keys: Record<string, string>[],
  attributes?: string[],
): Promise<T[]> {
  const items: T[] = [];
  const names = attributes?.map((name) => [`#${name}`, name]);
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    let left: Record<string, unknown>[] = keys.slice(at, at + AT_ONCE);
    for (let pause = 50; left.length > 0; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const { Responses, UnprocessedKeys } = await store.db.send(
        new BatchGetCommand({
          RequestItems: {
            [table]: {
              Keys: left,
              ConsistentRead: true,
              ...(names && {
                ProjectionExpression: names.map(([place]) => place).join(', '),
                ExpressionAttributeNames: Object.fromEntries(names),
              }),
            },
          },
        }),
      );
      items.push(...((Responses?.[table] ?? []) as T[]));
      left = UnprocessedKeys?.[table]?.Keys ?? [];
      // Beyond 16 MB, or while throttled, DynamoDB leaves some for later.
      if (left.length > 0) await setTimeout(pause);
    }
  }
  return items;
}
