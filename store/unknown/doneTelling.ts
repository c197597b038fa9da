import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { groupKey } from './UnknownRow.ts';

/** All results tell by now what has happened to the group. */
export async function doneTelling(store: Store, group: number): Promise<void> {
  await store.db.send(
    new UpdateCommand({
      TableName: store.names.unknown,
      Key: groupKey(group),
      UpdateExpression: 'REMOVE untold',
    }),
  );
}
