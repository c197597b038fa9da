import type { DatabaseSync } from 'node:sqlite';

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
   * All of `change` or nothing, within this turn of the event loop and in the order of the calls. Resolves when not even a
   * power cut can undo it. All changes of one turn share the one wait for the disk, which holds up the whole process.
   */
  durably<T>(change: () => T): Promise<T>;
  /** Commits what waits for the end of the turn; to be called before the database is closed. */
  flush(): void;
}

interface Waiting {
  change(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

type Outcome = { value: unknown } | { error: unknown };

/** Nobody else may begin transactions that are open when a turn ends. */
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

  function flush(): void {
    const all = waiting.splice(0);
    if (all.length === 0) return;
    try {
      const outcomes = nowDurably(() => all.map(attempt));
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
        if (waiting.length === 1) setImmediate(flush);
      }),
    flush,
  };
}
