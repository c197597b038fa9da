/** The parts of dynalite that read and write its LevelDB; the version is pinned. */
declare module 'dynalite/db/index.js' {
  interface Store {
    /** Level's, with values as JSON. */
    db: {
      open(): Promise<void>;
      iterator(range: { gte: string; lt: string }): AsyncIterable<[key: string, value: never]>;
      put(key: string, value: object): Promise<void>;
      close(): Promise<void>;
    };
  }

  export function create(options: { path: string }): Store;
}

declare module 'dynalite/actions/putItem.js' {
  import type { Store } from 'dynalite/db/index.js';

  /** Writes the item, and what the table's indexes say of it. */
  export default function putItem(
    store: Store,
    input: { TableName: string; Item: object },
    done: (error: Error | null) => void,
  ): void;
}
