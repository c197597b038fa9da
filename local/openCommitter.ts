import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

/** How changes of one database in WAL mode get to the disk. */
export interface Committer {
  /**
   * All of `change` or nothing, at once. The death of the process does not undo it; a power cut may (with
   * synchronous=NORMAL, sqlite.org/pragma.html).
   */
  now<T>(change: () => T): T;
  /** The same, and not even a power cut undoes it: waits for the disk. */
  nowDurably<T>(change: () => T): T;
  /**
   * All of `change` or nothing, at the end of this turn of the event loop and in the order of the calls. Resolves when not
   * even a power cut can undo it. All that is asked for in the meantime shares one wait for the disk, on another thread.
   */
  durably<T>(change: () => T): Promise<T>;
  /** Commits what waits for the end of the turn. To be called before the database is closed, and then nothing else. */
  close(): Promise<void>;
}

interface Waiting {
  change(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

type Outcome = { value: unknown } | { error: unknown };

const sync = promisify(fdatasync);

/**
 * With WAL a change is on the disk once the log is, all of which one sync of its file writes, by whatever descriptor.
 * SQLite's own sync would hold up the whole process. It locks the database and never the log, so that closing a
 * descriptor of the log here takes no lock from it (sqlite.org/walformat.html).
 *
 * Nobody else may begin transactions that are open when a turn ends.
 */
export function openCommitter(db: DatabaseSync): Committer {
  db.exec('PRAGMA synchronous = NORMAL');
  const statements = [
    'BEGIN IMMEDIATE',
    'COMMIT',
    'ROLLBACK',
    'SAVEPOINT one',
    'RELEASE one',
    'ROLLBACK TO one',
  ];
  const [begin, commit, rollback, save, release, undo] = statements.map((sql) => db.prepare(sql));
  const waiting: Waiting[] = [];
  let log: number | undefined;
  let syncing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  /** Begins after the sync that is under way, and so covers all that is committed until then. */
  function synced(): Promise<void> {
    next ??= syncing
      .catch(() => {}) // whoever waited for that one has heard of it
      .then(() => {
        syncing = next!;
        next = undefined;
        // Not before: the first change is what makes the file.
        log ??= openSync(`${db.location()}-wal`, 'r+');
        return sync(log);
      });
    return next;
  }

  function transaction<T>(change: () => T): T {
    begin!.run();
    try {
      const result = change();
      commit!.run();
      return result;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (db.isTransaction) rollback!.run();
      throw error;
    }
  }

  function nowDurably<T>(change: () => T): T {
    db.exec('PRAGMA synchronous = FULL');
    try {
      return transaction(change);
    } finally {
      db.exec('PRAGMA synchronous = NORMAL');
    }
  }

  /** One that fails undoes itself and no other. */
  function attempt({ change }: Waiting): Outcome {
    save!.run();
    try {
      const value = change();
      release!.run();
      return { value };
    } catch (error) {
      if (!db.isTransaction) throw error;
      undo!.run();
      release!.run();
      return { error };
    }
  }

  async function commitWaiting(): Promise<void> {
    const all = waiting.splice(0);
    if (all.length === 0) return;
    try {
      const outcomes = transaction(() => all.map(attempt));
      await synced();
      for (const [at, outcome] of outcomes.entries())
        if ('error' in outcome) all[at]!.reject(outcome.error);
        else all[at]!.resolve(outcome.value);
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }

  return {
    now: transaction,
    nowDurably,
    durably: <T>(change: () => T) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ change, resolve: resolve as Waiting['resolve'], reject });
        if (waiting.length === 1) setImmediate(commitWaiting);
      }),
    async close() {
      await commitWaiting();
      await (next ?? syncing).catch(() => {});
      if (log !== undefined) closeSync(log);
    },
  };
}
