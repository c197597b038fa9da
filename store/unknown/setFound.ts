import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { type Found, faceKey, type UnknownRow } from './UnknownRow.ts';

/** Notes who was found in a kept face, or that nobody was, unless a later version of the gallery has said so already. */
export async function setFound(
  store: Store,
  { image, face, sequencer }: UnknownRow,
  found: Found | undefined,
  version: number,
): Promise<void> {
  const set = 'SET soughtAt = :version';
  await unlessRefused(
    store.db.send(
      new UpdateCommand({
        TableName: store.names.unknown,
        Key: faceKey(image, face),
        UpdateExpression: found ? `${set}, #found = :found` : `${set} REMOVE #found`,
        ConditionExpression:
          'sequencer = :sequencer AND (attribute_not_exists(soughtAt) OR soughtAt <= :version)',
        ExpressionAttributeNames: { '#found': 'found' },
        ExpressionAttributeValues: {
          ':version': version,
          ':sequencer': sequencer,
          ...(found && { ':found': found }),
        },
      }),
    ),
  );
}
