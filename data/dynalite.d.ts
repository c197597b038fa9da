/** The parts of which dynalite makes an operation, on the LevelDB that it keeps; the version is pinned. */
declare module 'dynalite/db/index.js' {
  export type Item = Record<string, Record<string, unknown>>;
  export type Done<T = void> = (error: Error | null, value?: T) => void;

  export type Write = { type: 'put'; key: string; value: object } | { type: 'del'; key: string };

  export interface Table {
    KeySchema: { AttributeName: string }[];
  }

  /** What has keys of its own: the items of a table, or an index. */
  export interface Part {
    lock(key: string, use: (release: (done: Done) => Done) => void): void;
    get(key: string, done: Done<Item>): void;
    put(key: string, value: object, done: Done): void;
    del(key: string, done: Done): void;
  }

  export interface Store {
    /** Level's, with values as JSON. */
    db: {
      open(): Promise<void>;
      iterator(range: { gte: string; lt: string }): AsyncIterable<[key: string, value: never]>;
      put(key: string, value: object): Promise<void>;
      /** All of them or none, also where the process is killed meanwhile. */
      batch(writes: Write[]): Promise<void>;
      close(): Promise<void>;
    };
    getTable(name: string, done: Done<Table>): void;
    getItemDb(table: string): Part;
    getIndexDb(kind: 'Local' | 'Global', table: string, index: string): Part;
  }

  const parts: {
    create(options: { path?: string }): Store;
    /** Bytes, as DynamoDB counts them. */
    itemSize(item: Item): number;
    /** What is wrong with it, if anything. */
    validateItem(item: Item, table: Table): Error | null | undefined;
    validateKey(key: Item, table: Table): Error | null | undefined;
    /** Equal for equal keys; they must be valid. */
    createKey(itemOrKey: Item, table: Table): string;
  };
  export default parts;
  export const create: typeof parts.create;
}

declare module 'dynalite/actions/*Item.js' {
  import type { Done, Item, Store } from 'dynalite/db/index.js';

  /** Does what the operation of that name does, and with what it writes the indexes of the table. */
  export default function act(
    store: Store,
    input: object,
    done: Done<{ Item?: Item; ConsumedCapacity?: { CapacityUnits: number } }>,
  ): void;
}

declare module 'dynalite/validations/*Item.js' {
  import type { Store } from 'dynalite/db/index.js';

  const rules: {
    types: Record<string, object>;
    /** Parses the expressions, into the input. Gives what is wrong with it, if anything. */
    custom(input: object, store: Store): string | null | undefined;
  };
  export default rules;
}

declare module 'dynalite/validations/index.js' {
  const rules: {
    /** Gives the input without what is not among the types. Both throw what the client is to be told. */
    checkTypes(input: object, types: object): Record<string, unknown>;
    checkValidations(input: object, types: object): void;
  };
  export default rules;
}
