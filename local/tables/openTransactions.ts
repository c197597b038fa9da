import parts, { type Item } from 'dynalite/db/index.js';
import { actTogether, type Done } from './actTogether.ts';
import { collectWrites } from './collectWrites.ts';
import type { Dynalite } from './openDynalite.ts';
import { digestOf, openTokens } from './openTokens.ts';
import { type Action, invalid, readActions, readsOf, type TransactionInput } from './readActions.ts';

type Input = Record<string, unknown>;

/** TransactWriteItems and TransactGetItems, which dynalite 4 does not have. */
export interface Transactions {
  write(input: Input): Promise<object>;
  get(input: Input): Promise<object>;
}

/** "The aggregate size of the items in the transaction cannot exceed 4 MB" (API reference). */
const MOST_BYTES = 4 * 1024 * 1024;
/** Each item is read or written twice (developer guide, "Capacity management for transactions"). */
const TIMES = 2;

/**
 * A transaction is alone: it waits for the operations under way, and all others wait for it. What its actions would
 * write is collected and, where none is refused, written in one batch of LevelDB's, which is there as a whole or not
 * at all, whenever the process is killed.
 */
export function openTransactions({ dynalite, now }: { dynalite: Dynalite; now(): number }): Transactions {
  const { store, quietly } = dynalite;
  const tokens = openTokens(now);

  const write = async (actions: Action[]): Promise<Done[]> => {
    const collected = actions.map(() => collectWrites(store));
    const done = await actTogether(actions, collected);
    refuseSize(actions.map(({ input: { Item, Key } }, n) => collected[n]!.written() ?? Item ?? Key));
    const changes = actions.flatMap(({ kind }, n) => (kind === 'ConditionCheck' ? [] : collected[n]!.writes));
    await store.db.batch(changes);
    return done;
  };

  const read = (actions: Action[]): Promise<Done[]> =>
    actTogether(
      actions,
      actions.map(() => ({ store })),
    );

  /** A repetition changes nothing, and tells what reading the items takes. */
  const repeat = async (input: TransactionInput): Promise<object> =>
    isCapacityAsked(input)
      ? capacityOf(input, await read(await readsOf(input.actions, store)), 'ReadCapacityUnits')
      : {};

  return {
    async write(given) {
      const digest = digestOf(given.TransactItems);
      const input = await readActions('write', given, store);
      const { actions, ClientRequestToken: token } = input;
      return quietly(async () => {
        if (tokens.isDone(token, digest)) return repeat(input);
        const done = await write(actions);
        tokens.add(token, digest);
        return capacityOf(input, done, 'WriteCapacityUnits');
      });
    },
    async get(given) {
      const input = await readActions('get', given, store);
      const done = await quietly(() => read(input.actions));
      refuseSize(done.flatMap(({ item }) => (item ? [item] : [])));
      const Responses = done.map(({ item }) => ({ Item: item }));
      return { Responses, ...capacityOf(input, done, 'ReadCapacityUnits') };
    },
  };
}

function refuseSize(items: Item[]): void {
  const bytes = items.reduce((sum, item) => sum + parts.itemSize(item), 0);
  if (bytes > MOST_BYTES)
    throw invalid(
      `The items of the transaction have ${bytes} bytes together, and may have ${MOST_BYTES}. Use several transactions.`,
    );
}

const isCapacityAsked = ({ ReturnConsumedCapacity: asked }: TransactionInput) =>
  asked === 'TOTAL' || asked === 'INDEXES';

/** By table, as far as it is asked for. */
function capacityOf(
  input: TransactionInput,
  done: Done[],
  what: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): object {
  if (!isCapacityAsked(input)) return {};
  const { actions, ReturnConsumedCapacity: asked } = input;
  const units = new Map<string, number>();
  for (const [n, { input }] of actions.entries())
    units.set(input.TableName, (units.get(input.TableName) ?? 0) + TIMES * done[n]!.units);
  const ConsumedCapacity = [...units].map(([TableName, CapacityUnits]) => ({
    TableName,
    CapacityUnits,
    [what]: CapacityUnits,
    ...(asked === 'INDEXES' && { Table: { CapacityUnits, [what]: CapacityUnits } }),
  }));
  return { ConsumedCapacity };
}
