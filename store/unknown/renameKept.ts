import { isDeepStrictEqual } from 'node:util';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { type Renaming, renamedFaces } from '../renamedFaces.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { changeAll } from './changeGroups.ts';
import { allFaces } from './readRows.ts';
import { type Found, faceKey, type UnknownRow } from './UnknownRow.ts';

/**
 * What is known of unknown faces follows when somebody is called otherwise: the names of groups, and who was found in a face or came
 * next to it. Results follow by `tellAll`. It can be repeated.
 */
export async function renameKept(store: Store, renaming: Renaming): Promise<void> {
  await changeAll(store, ({ name }) => {
    const now = name === undefined ? undefined : renaming.called(name);
    return now === name || now === undefined ? undefined : { name: now };
  });
  for await (const page of allFaces(store, ['image', 'face', 'found', 'expiresAt']))
    for (const row of page) if (row.found) await renameFound(store, row, row.found, renaming);
}

/** Unless it was looked for anew meanwhile, by which time the gallery has the new names. */
async function renameFound(
  store: Store,
  { image, face }: Pick<UnknownRow, 'image' | 'face'>,
  found: Found,
  renaming: Renaming,
): Promise<void> {
  const [renamed] = renamedFaces([found], renaming) ?? [found];
  if (isDeepStrictEqual(renamed, found)) return;
  await unlessRefused(
    store.db.send(
      new UpdateCommand({
        TableName: store.names.unknown,
        Key: faceKey(image, face),
        UpdateExpression: 'SET #found = :now',
        ConditionExpression: '#found = :before',
        ExpressionAttributeNames: { '#found': 'found' },
        ExpressionAttributeValues: { ':now': renamed, ':before': found },
      }),
    ),
  );
}
