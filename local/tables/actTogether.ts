import type { Item, Store } from 'dynalite/db/index.js';
import type { Action } from './readActions.ts';
import { TableError } from './TableError.ts';
import { toTableError } from './toTableError.ts';

/** What an action gives: the item that it has read, and the capacity units that it takes by itself. */
export interface Done {
  item?: Item;
  units: number;
}

/** Why an action is refused (API reference, CancellationReason); for the others `None`. */
interface Reason {
  Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError';
  Message?: string;
  Item?: Item;
}

/**
 * All actions at once, each with a store of its own.
 * @throws TableError TransactionCanceledException, with the reasons in the order of the actions
 */
export async function actTogether(
  actions: Action[],
  stores: { store: Store; old?(): Item | undefined }[],
): Promise<Done[]> {
  const done: Done[] = [];
  const reasons: Reason[] = actions.map(() => ({ Code: 'None' }));
  const acts = actions.map(async (action, n) => {
    const { store, old } = stores[n]!;
    try {
      done[n] = await act(action, store);
    } catch (error) {
      const isAsked = action.input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      reasons[n] = reasonOf(error as Error, isAsked ? old?.() : undefined);
    }
  });
  // What no client is to be blamed for breaks the transaction off, when none of its actions is under way any more.
  for (const { reason } of (await Promise.allSettled(acts)).filter((one) => one.status === 'rejected'))
    throw reason;
  if (reasons.every(({ Code }) => Code === 'None')) return done;
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const Message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  throw new TableError('TransactionCanceledException', Message, 400, {
    Message,
    CancellationReasons: reasons,
  });
}

function act({ act, input }: Action, store: Store): Promise<Done> {
  return new Promise((resolve, reject) => {
    act(store, input, (error, output) => {
      if (error) reject(toTableError(error));
      else resolve({ item: output?.Item, units: output?.ConsumedCapacity?.CapacityUnits ?? 0 });
    });
  });
}

/** @throws the error itself, where it is no reason for cancelling but for failing */
function reasonOf(error: Error, Item: Item | undefined): Reason {
  const { code, message: Message } = error as TableError;
  if (code === 'ConditionalCheckFailedException') return { Code: 'ConditionalCheckFailed', Message, Item };
  if (code === 'ValidationException') return { Code: 'ValidationError', Message };
  throw error;
}
