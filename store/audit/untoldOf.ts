import { isDeepStrictEqual } from 'node:util';
import type { ImageItem } from '../ImageItem.ts';
import type { Store } from '../openStore.ts';
import { groupsOf } from '../unknown/readRows.ts';
import { asKnown } from '../unknown/tellGroups.ts';
import { isStrayKept, type KeptRow } from './rows.ts';

/** The places of those of the kept faces that are in no group yet, or of which the item tells something else than their rows do. */
export async function untoldOf(
  store: Store,
  item: ImageItem | undefined,
  kept: KeptRow[],
): Promise<number[]> {
  if (item?.status !== 'analysed' || item.kind || kept.length === 0) return [];
  const own = kept.filter((row) => !isStrayKept(row, item));
  const groups = await groupsOf(
    store,
    own.flatMap(({ group }) => group ?? []),
  );
  return own.flatMap((row) => {
    const face = item.faces[row.face]!;
    const told = row.group !== undefined && isDeepStrictEqual(asKnown(face, row, item, groups), face);
    return told ? [] : [row.face];
  });
}
