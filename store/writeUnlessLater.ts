import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from './openStore.ts';

/**
 * Sightings and enrolments carry the sequencer of the change that they follow from, and each write looks at it: so a
 * worker that comes late can neither overwrite nor remove what follows from a later change.
 * Each gives whether it wrote.
 */

type Key = Record<string, string>;

/** Puts the item, unless one of a later change is there. */
export function putUnlessLater(
  store: Store,
  TableName: string,
  Item: { sequencer: string } & Record<string, unknown>,
): Promise<boolean> {
  return putIf(store, TableName, Item, 'attribute_not_exists(sequencer) OR sequencer <= :mine');
}

/** Puts the item, unless one of this change or a later one is there. */
export function putIfEarlier(
  store: Store,
  TableName: string,
  Item: { sequencer: string } & Record<string, unknown>,
): Promise<boolean> {
  return putIf(store, TableName, Item, 'attribute_not_exists(sequencer) OR sequencer < :mine');
}

/** Removes what follows from a change before that of `sequencer`. */
export function deleteIfEarlier(
  store: Store,
  TableName: string,
  Key: Key,
  sequencer: string,
): Promise<boolean> {
  return deleteIf(store, TableName, Key, 'attribute_not_exists(sequencer) OR sequencer < :mine', sequencer);
}

/** Removes what follows from this very change. */
export function deleteIfOf(store: Store, TableName: string, Key: Key, sequencer: string): Promise<boolean> {
  return deleteIf(store, TableName, Key, 'sequencer = :mine', sequencer);
}

function putIf(
  store: Store,
  TableName: string,
  Item: { sequencer: string } & Record<string, unknown>,
  ConditionExpression: string,
) {
  return unlessRefused(
    store.db.send(
      new PutCommand({
        TableName,
        Item,
        ConditionExpression,
        ExpressionAttributeValues: { ':mine': Item.sequencer },
      }),
    ),
  );
}

function deleteIf(store: Store, TableName: string, Key: Key, ConditionExpression: string, sequencer: string) {
  return unlessRefused(
    store.db.send(
      new DeleteCommand({
        TableName,
        Key,
        ConditionExpression,
        ExpressionAttributeValues: { ':mine': sequencer },
      }),
    ),
  );
}

/** False where the condition does not hold. */
export async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
