import type { Table } from '../../store/tables.ts';
import { type Attributes, itemSize } from './itemSize.ts';
import { entryOf } from './writeUnits.ts';

/** Beside an item's own bytes, in the table and in each index ("DynamoDB storage: indexed data"). */
const OVERHEAD = 100;

/** Bytes that an item is billed for while it is kept: in the table, and the copies in its indexes. */
export function storedBytes(table: Table, item: Attributes): { table: number; indexes: number } {
  const entries = table.indexes
    .map((index) => entryOf(table, index, item))
    .filter((entry) => entry !== undefined);
  return {
    table: OVERHEAD + itemSize(item),
    indexes: entries.reduce((sum, entry) => sum + OVERHEAD + itemSize(entry), 0),
  };
}
