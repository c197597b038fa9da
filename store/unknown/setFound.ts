import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { type Found, faceKey, type UnknownRow } from './UnknownRow.ts';

/** A photo that enrolled somebody, in a form that names nobody. */
export function lostBy(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** Notes who was found in a kept face, or that nobody was, unless a later version of the gallery has said so already. */
export async function setFound(
  store: Store,
  { image, face, sequencer, found: before }: UnknownRow,
  found: Found | undefined,
  version: number,
): Promise<void> {
  const lost =
    before && before.matchedPhoto !== found?.matchedPhoto ? lostBy(before.matchedPhoto) : undefined;
  const set = `SET soughtAt = :version${lost === undefined ? '' : ', lost = :lost'}`;
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
          ...(lost !== undefined && { ':lost': lost }),
        },
      }),
    ),
  );
}
