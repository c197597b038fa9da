import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { readEveryone } from '../people.ts';
import { stateItems } from '../stateItems.ts';
import { unlessRefused } from '../writeUnlessLater.ts';
import { SIZE } from './gallerySize.ts';

/**
 * Puts the sizes of galleries right where another is kept than there are rows: somebody has written rows without counting them.
 * Where a first count differs, which what is enrolled meanwhile makes it do, too, the rows are counted once more; a size that has
 * changed since that began stays as it is.
 * @param counted by gallery, at first
 * @returns how many were wrong
 */
export async function mendSizes(store: Store, counted: ReadonlyMap<string, number>): Promise<number> {
  const suspects = differing(counted, await sizes(store));
  if (suspects.length === 0) return 0;
  const kept = await sizes(store);
  const rows = await countRows(store);
  let mended = 0;
  for (const gallery of differing(rows, kept).filter((one) => suspects.includes(one)))
    mended += Number(await setSize(store, gallery, rows.get(gallery) ?? 0, kept.get(gallery)));
  return mended;
}

function differing(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string[] {
  const all = new Set([...one.keys(), ...other.keys()]);
  return [...all].filter((gallery) => (one.get(gallery) ?? 0) !== (other.get(gallery) ?? 0));
}

async function countRows(store: Store): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  await readEveryone(store, { ProjectionExpression: 'gallery' }, ({ gallery }) => {
    if (gallery !== undefined) rows.set(gallery, (rows.get(gallery) ?? 0) + 1);
  });
  return rows;
}

async function sizes(store: Store): Promise<Map<string, number>> {
  const kept = new Map<string, number>();
  for await (const { name, photos } of stateItems(store, SIZE))
    kept.set(name.slice(SIZE.length), photos as number);
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
