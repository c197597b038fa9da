/** Where a page starts and what it groups. */
export interface PageQuery {
  prefix: string;
  /** Empty means: no groups. */
  delimiter: string;
  max: number;
  /** The first key that may be in the page, as bytes. */
  from: Buffer;
}

/** Rows, and the groups ("common prefixes") of keys that have the delimiter after the prefix; together in order. */
export interface Page<Row> {
  rows: Row[];
  groups: string[];
  /** The last of them all, a key or a group. */
  last?: string;
  /** Where the next page starts; undefined when this is the last one. */
  next?: Buffer;
}

/** No byte of UTF-8, so it is beyond all keys. */
const BEYOND = Buffer.from([0xff]);

/**
 * Reads as many rows as the page has entries, whatever a group holds: after a group it seeks anew behind it. `seek`
 * gives rows in byte order, from `from` (included) to `end` (not included).
 */
export function pageOfKeys<Row extends { key: Uint8Array }>(
  query: PageQuery,
  seek: (from: Buffer, end: Buffer) => Iterable<Row>,
): Page<Row> {
  const prefix = Buffer.from(query.prefix);
  const delimiter = Buffer.from(query.delimiter);
  const end = prefix.length === 0 ? BEYOND : behind(prefix);
  const page: Page<Row> = { rows: [], groups: [] };
  if (query.max === 0) return page;

  let from = Buffer.compare(query.from, prefix) > 0 ? query.from : prefix;
  for (let grouped = true; grouped; ) {
    grouped = false;
    for (const row of seek(from, end)) {
      if (page.rows.length + page.groups.length === query.max) return { ...page, next: from };
      const key = Buffer.from(row.key);
      const at = delimiter.length === 0 ? -1 : key.indexOf(delimiter, prefix.length);
      if (at >= 0) {
        const group = key.subarray(0, at + delimiter.length);
        page.last = group.toString();
        page.groups.push(page.last);
        from = behind(group);
        grouped = true;
        break;
      }
      page.last = key.toString();
      page.rows.push(row);
      from = after(key);
    }
  }
  return page;
}

/** The first key greater than this one. */
export const after = (key: Uint8Array) => Buffer.concat([key, Buffer.from([0])]);

/** The first key greater than all that begin with these bytes of UTF-8, of which none is 255. */
export function behind(prefix: Uint8Array): Buffer {
  const bound = Buffer.from(prefix);
  bound[bound.length - 1]! += 1;
  return bound;
}
