import { DeleteCommand, GetCommand, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Store } from './openStore.ts';

/**
 * The last try of a message that was tried in vain: noted before its photo is begun, so that it is there also where
 * that kills the function, and gone as soon as one succeeds. It tells why a message ended among the dead letters.
 */
export interface Try {
  /** SQS's id of the message, which it keeps among the dead letters. */
  message: string;
  /** ISO 8601. */
  at: string;
  /** How often the message had been received by then. */
  received: number;
  /** Of the invocation: its log lines carry it. */
  request: string;
  /** What it ended with; absent where it never ended. */
  error?: string;
}

/** Outlives the dead letter, which SQS keeps for 14 days at most. */
const KEPT_SECONDS = 30 * 24 * 3600;
/** Of an error, which may quote what came from outside. */
const MOST_CHARACTERS = 1000;

export async function noteTry(store: Store, { message, error, ...rest }: Try): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + KEPT_SECONDS;
  const Item = { ...key(message), ...rest, error: error?.slice(0, MOST_CHARACTERS), expiresAt };
  await store.db.send(new PutCommand({ TableName: store.names.state, Item }));
}

export async function forgetTry(store: Store, message: string): Promise<void> {
  await store.db.send(new DeleteCommand({ TableName: store.names.state, Key: key(message) }));
}

export async function lastTry(store: Store, message: string): Promise<Try | undefined> {
  const { Item } = await store.db.send(
    new GetCommand({ TableName: store.names.state, Key: key(message), ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const { at, received, request, error } = Item as Try;
  return { message, at, received, request, ...(error !== undefined && { error }) };
}

/** Messages whose last try has failed since then, and not succeeded by now; the newest of them. */
export async function failedTries(
  store: Store,
  since: Date,
): Promise<{ count: number; last: (Try & { error: string }) | undefined }> {
  const pages = paginateScan(
    { client: store.db },
    {
      TableName: store.names.state,
      FilterExpression: 'begins_with(#name, :try) AND #at >= :since AND attribute_exists(#error)',
      ExpressionAttributeNames: { '#name': 'name', '#at': 'at', '#error': 'error' },
      ExpressionAttributeValues: { ':try': 'try#', ':since': since.toISOString() },
    },
  );
  let count = 0;
  let last: (Try & { error: string }) | undefined;
  for await (const { Items = [] } of pages)
    for (const item of Items as (Try & { error: string })[]) {
      count++;
      if (!last || last.at < item.at) last = item;
    }
  return { count, last };
}

const key = (message: string) => ({ name: `try#${message}` });
