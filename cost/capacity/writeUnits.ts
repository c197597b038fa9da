import { isDeepStrictEqual } from 'node:util';
import type { Table } from '../../store/tables.ts';
import { type Attributes, itemSize } from './itemSize.ts';

/** What a write unit writes, and what a read unit reads. */
const WRITE_BYTES = 1024;
const READ_BYTES = 4096;

/**
 * Write request units of one write, its indexes included ("Write request units", "Global secondary indexes: provisioned
 * throughput considerations"): of the table the larger of the two items, also where the condition fails, and at least 1; of
 * an index 1 for each KB of the entry that it puts, replaces or removes, and of both where an entry moves to another key.
 * @param before the item as it was, undefined for none
 * @param after as it is then
 */
export function writeUnits(
  table: Table,
  before: Attributes | undefined,
  after: Attributes | undefined,
): number {
  const ofTable = Math.max(1, units(before), units(after));
  return table.indexes.reduce((sum, index) => sum + indexUnits(table, index, before, after), ofTable);
}

/** Read request units of an item that is read consistently; 1 also where there is none. */
export function readUnits(item: Attributes | undefined): number {
  return Math.max(1, Math.ceil((item ? itemSize(item) : 0) / READ_BYTES));
}

function indexUnits(
  table: Table,
  index: Table['indexes'][number],
  before: Attributes | undefined,
  after: Attributes | undefined,
): number {
  const [was, is] = [entryOf(table, index, before), entryOf(table, index, after)];
  if (isDeepStrictEqual(was, is)) return 0;
  const moved =
    was && is && [index.hash, index.range].some((name) => !isDeepStrictEqual(was[name], is[name]));
  return moved ? units(was) + units(is) : Math.max(units(was), units(is));
}

/** What an index holds of an item; undefined where it has not both attributes of the index's key. */
export function entryOf(
  { key }: Table,
  { hash, range, keysOnly }: Table['indexes'][number],
  item: Attributes | undefined,
): Attributes | undefined {
  if (!item?.[hash] || !item[range]) return undefined;
  if (!keysOnly) return item;
  const names = new Set([hash, range, key.hash, key.range]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

function units(item: Attributes | undefined): number {
  return item ? Math.ceil(itemSize(item) / WRITE_BYTES) : 0;
}
