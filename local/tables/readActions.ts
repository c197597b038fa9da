import deleteItem from 'dynalite/actions/deleteItem.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import updateItem from 'dynalite/actions/updateItem.js';
import parts, { type Item, type Store, type Table } from 'dynalite/db/index.js';
import deleteRules from 'dynalite/validations/deleteItem.js';
import getRules from 'dynalite/validations/getItem.js';
import rules from 'dynalite/validations/index.js';
import putRules from 'dynalite/validations/putItem.js';
import updateRules from 'dynalite/validations/updateItem.js';
import { TableError } from './TableError.ts';
import { toTableError } from './toTableError.ts';
import { READ, WRITE } from './transactionTypes.ts';

/** One of a transaction's, as dynalite's own operation on one item takes it. */
export interface Action {
  kind: keyof typeof OPERATIONS;
  act: typeof putItem;
  input: {
    TableName: string;
    ReturnConsumedCapacity?: string;
    ReturnValuesOnConditionCheckFailure?: string;
  } & ({ Item: Item; Key?: undefined } | { Key: Item; Item?: undefined });
}

export interface TransactionInput {
  actions: Action[];
  ReturnConsumedCapacity?: string;
  ClientRequestToken?: string;
}

/** A condition is checked as that of a deletion is. */
const OPERATIONS = {
  ConditionCheck: { act: deleteItem, custom: deleteRules.custom },
  Put: { act: putItem, custom: putRules.custom },
  Delete: { act: deleteItem, custom: deleteRules.custom },
  Update: { act: updateItem, custom: updateRules.custom },
  Get: { act: getItem, custom: getRules.custom },
};

/** "Up to 100" (API reference, TransactWriteItems and TransactGetItems). */
const MOST_ACTIONS = 100;

/**
 * The input of TransactWriteItems or TransactGetItems, with all that can be said of it without looking at items.
 * @throws TableError
 */
export async function readActions(
  operation: 'write' | 'get',
  given: Record<string, unknown>,
  store: Store,
): Promise<TransactionInput> {
  if (Array.isArray(given.TransactItems) && given.TransactItems.length > MOST_ACTIONS)
    throw invalid(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${MOST_ACTIONS}`,
    );
  const types = operation === 'write' ? WRITE : READ;
  let input: Record<string, unknown>;
  try {
    input = rules.checkTypes(given, types);
    rules.checkValidations(input, types);
  } catch (error) {
    throw toTableError(error);
  }
  const { TransactItems, ...others } = input as unknown as TransactionInput & { TransactItems: object[] };
  const actions = TransactItems.map((one) => readAction(one, others.ReturnConsumedCapacity, store));
  await refuseSameItem(actions, store);
  return { ...others, actions };
}

function readAction(given: object, ReturnConsumedCapacity: string | undefined, store: Store): Action {
  const [named, ...more] = Object.entries(given);
  if (!named || more.length > 0)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const kind = named[0] as Action['kind'];
  const input = { ...named[1], ReturnConsumedCapacity, ...(kind === 'Get' && { ConsistentRead: true }) };
  const { act, custom } = OPERATIONS[kind];
  const wrong = custom(input, store);
  if (wrong) throw invalid(wrong);
  return { kind, act, input };
}

/** A key that is not one of its table is said later, as the reason why the transaction is cancelled. */
async function refuseSameItem(actions: Action[], store: Store): Promise<void> {
  const seen = new Set<string>();
  for (const { input } of actions) {
    const { TableName, Item, Key } = input;
    const table = await tableOf(store, TableName);
    if (Item ? parts.validateItem(Item, table) : parts.validateKey(Key, table)) continue;
    const target = `${TableName}~${parts.createKey(Item ?? Key, table)}`;
    if (seen.has(target)) throw invalid('Transaction request cannot include multiple operations on one item');
    seen.add(target);
  }
}

/** The reads of the items that the actions are about, whose keys are valid. */
export function readsOf(actions: Action[], store: Store): Promise<Action[]> {
  return Promise.all(
    actions.map(async ({ input: { TableName, ReturnConsumedCapacity, Item, Key } }) => {
      const { KeySchema } = await tableOf(store, TableName);
      const key = Key ?? Object.fromEntries(KeySchema.map(({ AttributeName: name }) => [name, Item[name]!]));
      const input = { TableName, ReturnConsumedCapacity, Key: key, ConsistentRead: true };
      return { kind: 'Get' as const, act: getItem, input };
    }),
  );
}

/** @throws TableError ResourceNotFoundException */
function tableOf(store: Store, name: string): Promise<Table> {
  return new Promise((resolve, reject) => {
    store.getTable(name, (error, table) => (error ? reject(toTableError(error)) : resolve(table!)));
  });
}

export const invalid = (message: string) => new TableError('ValidationException', message);
