import { setTimeout } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Store } from './openStore.ts';

export type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** Tries of a transaction that another one is in the way of; the pauses between them add up to some seconds. */
const TRIES = 10;

/**
 * All of the writes at once, or none.
 * @returns false where a condition of one of them does not hold
 * @throws what a write was refused for, in its own words
 */
export async function transact(store: Store, writes: Writes): Promise<boolean> {
  for (let tries = 1; ; tries++)
    try {
      await store.db.send(new TransactWriteCommand({ TransactItems: writes }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
      if (codes.includes('ConditionalCheckFailed')) return false;
      const refused = error.CancellationReasons?.find(({ Code }) => Code === 'ValidationError');
      if (refused) throw new Error(refused.Message, { cause: error });
      // The SDK does not try these again by itself.
      if (!codes.includes('TransactionConflict') || tries === TRIES) throw error;
      await setTimeout(Math.random() * 5 * 2 ** tries);
    }
}
