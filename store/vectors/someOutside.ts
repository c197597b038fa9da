import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import type { PersonItem } from '../people.ts';
import { galleryOfRow } from './indexed.ts';

const LOOKED_AT = 25;

type Row = Pick<PersonItem, 'person' | 'space' | 'gallery'>;

/**
 * Of the first few enrolled photos those of a collection that are in no gallery of the vector index, or in another one. For who
 * wonders why a gallery is empty; `face-inbox doctor` counts them all.
 * @returns their spaces, and whether some are in no gallery at all
 */
export async function someOutside(
  store: Store,
  collection: string,
  gallery: string,
): Promise<{ spaces: string[]; missing: boolean } | undefined> {
  const { Items = [] } = await store.db.send(
    new ScanCommand({
      TableName: store.names.people,
      Limit: LOOKED_AT,
      ProjectionExpression: 'person, #space, gallery',
      ExpressionAttributeNames: { '#space': 'space' },
    }),
  );
  const rows = (Items as Row[]).filter(
    (row) => galleryOfRow(row).startsWith(`${collection}|`) && row.gallery !== gallery,
  );
  if (rows.length === 0) return undefined;
  return {
    spaces: [...new Set(rows.map(({ space }) => space))].sort(),
    missing: rows.some((row) => row.gallery === undefined),
  };
}
