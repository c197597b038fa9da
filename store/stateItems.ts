import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Store } from './openStore.ts';

/** The items of `state` whose names begin so, in no order. */
export async function* stateItems(
  store: Store,
  beginning: string,
): AsyncGenerator<Record<string, unknown> & { name: string }> {
  const pages = paginateScan(
    { client: store.db },
    {
      TableName: store.names.state,
      ConsistentRead: true,
      FilterExpression: 'begins_with(#name, :beginning)',
      ExpressionAttributeNames: { '#name': 'name' },
      ExpressionAttributeValues: { ':beginning': beginning },
    },
  );
  for await (const { Items = [] } of pages) yield* Items as (Record<string, unknown> & { name: string })[];
}
