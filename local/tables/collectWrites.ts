import type { Item, Part, Store, Write } from 'dynalite/db/index.js';

/** A store for one action on one item, which reads what there is and writes nothing. */
interface Collecting {
  store: Store;
  /** What the action would have written: the item, and what the indexes say of it. */
  writes: Write[];
  /** The item as it was, once the action has read it. */
  old(): Item | undefined;
  /** The item as it would have written it. */
  written(): Item | undefined;
}

/**
 * The keys are those that dynalite writes to LevelDB. It is no lock: whoever uses it sees to it that nobody else
 * writes meanwhile.
 */
export function collectWrites(store: Store): Collecting {
  const writes: Write[] = [];
  let old: Item | undefined;
  let written: Item | undefined;
  const collecting = (prefix: string, part: Part): Part => ({
    lock: (_key, use) => use((done) => done),
    get: (key, done) =>
      part.get(key, (error, item) => {
        old = item;
        done(error, item);
      }),
    put(key, value, done) {
      writes.push({ type: 'put', key: prefix + key, value });
      done(null);
    },
    del(key, done) {
      writes.push({ type: 'del', key: prefix + key });
      done(null);
    },
  });
  return {
    writes,
    old: () => old,
    written: () => written,
    store: {
      ...store,
      getItemDb(table) {
        const items = collecting(`item-${table}~`, store.getItemDb(table));
        const put: Part['put'] = (key, item, done) => {
          written = item as Item;
          items.put(key, item, done);
        };
        return { ...items, put };
      },
      getIndexDb: (kind, table, index) =>
        collecting(`index-${kind.toLowerCase()}~${table}~${index}~`, store.getIndexDb(kind, table, index)),
    },
  };
}
