import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { deleteExpired } from './deleteExpired.ts';
import { handleRequest } from './handleRequest.ts';
import { type Dynalite, openDynalite } from './openDynalite.ts';
import { openTimeToLive } from './openTimeToLive.ts';
import { openTransactions } from './openTransactions.ts';

export interface LocalTables {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Does `work` while nobody reads or writes a table; who wants to waits for its end. */
  quietly<T>(work: () => T): Promise<T>;
  close(): Promise<void>;
}

/** Between two looks for expired items: a look at 50,000 of them is seconds of work, and DynamoDB takes days. */
const SWEEP_MS = 3600_000;

/**
 * DynamoDB by dynalite, and what it lacks: transactions, and a time to live. Expired items are deleted at the start and every hour.
 * @param options.now milliseconds since 1970; `Date.now` unless a test wants another day
 */
export async function openTables(options: {
  dir: string;
  region: string;
  onError(error: Error): void;
  sweepMs?: number;
  now?(): number;
}): Promise<LocalTables> {
  const { dir, region, onError, sweepMs = SWEEP_MS, now = Date.now } = options;
  const dynalite = await openDynalite(dir, region);
  // LevelDB lets files alone whose names are not of its own kind.
  const timeToLive = await orClosed(dynalite, () => openTimeToLive(join(dir, 'ttl.json'), dynalite));
  const transactions = openTransactions({ dynalite, now });
  const closing = new AbortController();
  const { signal } = closing;

  const sweep = async () => {
    for (const [table, attribute] of timeToLive.enabled()) {
      if (signal.aborted) return;
      await deleteExpired({ dynalite, table, attribute, now: now(), signal });
    }
  };
  let sweeping = Promise.resolve();
  const next = () => {
    sweeping = sweeping.then(sweep).catch((error: Error) => {
      if (!signal.aborted) onError(new Error('Expired items could not be deleted.', { cause: error }));
    });
  };
  next();
  const timer = setInterval(next, sweepMs).unref();
  return {
    handle: (request, response) =>
      void handleRequest(request, response, { dynalite, timeToLive, transactions }),
    quietly: dynalite.quietly,
    close: async () => {
      clearInterval(timer);
      closing.abort();
      await sweeping;
      await dynalite.close();
    },
  };
}

async function orClosed<T>(dynalite: Dynalite, open: () => T): Promise<T> {
  try {
    return open();
  } catch (error) {
    await dynalite.close();
    throw error;
  }
}
