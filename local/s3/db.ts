import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** A thin hold on SQLite: statements are prepared once a text, and everything is synchronous. */
export interface Db {
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  /** Rows as they are read; read to the end or break off before the same text is used again. */
  each<Row>(sql: string, ...values: SQLInputValue[]): Iterable<Row>;
  /** How many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** All of `work` or nothing of it. */
  transaction<T>(work: () => T): T;
  /** 16 upper-case hex digits, greater than all before. Only inside a transaction. */
  nextSequencer(): string;
  close(): void;
}

const SCHEMA_VERSION = 1;

/**
 * Keys are BLOBs: SQLite compares them byte by byte, which is S3's order, and a key may hold a NUL. A body is a name
 * below bodies/; the name is in one row only, as a copy has a body of its own.
 */
const SCHEMA = `
  CREATE TABLE buckets (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL, notification TEXT NOT NULL DEFAULT '[]'
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE objects (
    bucket TEXT NOT NULL REFERENCES buckets, key BLOB NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL,
    etag TEXT NOT NULL, sequencer TEXT NOT NULL, modified INTEGER NOT NULL, headers TEXT NOT NULL,
    checksum TEXT, parts TEXT, upload TEXT,
    PRIMARY KEY (bucket, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL REFERENCES buckets, key BLOB NOT NULL, initiated INTEGER NOT NULL,
    headers TEXT NOT NULL, algorithm TEXT, type TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX uploads_by_key ON uploads (bucket, key, id);
  CREATE TABLE parts (
    upload TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE, number INTEGER NOT NULL, body TEXT NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, checksum TEXT,
    PRIMARY KEY (upload, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key BLOB NOT NULL, queue TEXT NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE TABLE counter (value INTEGER NOT NULL) STRICT;
  INSERT INTO counter VALUES (0);
`;

/** Throws where another process holds the file, or a later version of this program made it. */
export function openDb(file: string): Db {
  const sqlite = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  try {
    prepareFile(sqlite);
  } catch (cause) {
    sqlite.close();
    const why = /locked/.test(String(cause))
      ? 'it is in use by another process; end that one first'
      : String(cause);
    throw new Error(`S3 cannot open ${file}: ${why}`, { cause });
  }

  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  const db: Db = {
    get: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    each: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).iterate(...values) as Iterable<Row>,
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    transaction(work) {
      db.run('BEGIN IMMEDIATE');
      try {
        const result = work();
        db.run('COMMIT');
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (sqlite.isTransaction) db.run('ROLLBACK');
        throw error;
      }
    },
    nextSequencer() {
      // Microseconds, or the last number plus one where the clock stands still or goes back: it grows even where
      // this folder is deleted, while the sequencers that its readers keep in other stores remain.
      const row = db.get<{ value: number }>(
        'UPDATE counter SET value = max(value + 1, ?) RETURNING value',
        Date.now() * 1000,
      );
      return row!.value.toString(16).toUpperCase().padStart(16, '0');
    },
    close: () => sqlite.close(),
  };
  return db;
}

function prepareFile(sqlite: DatabaseSync): void {
  // EXCLUSIVE: a second process on the same folder would take this one's new bodies for orphans.
  // NORMAL: no fsync a commit, which would hold up the whole process, as SQLite runs on its one thread. A killed
  // process loses nothing. A power cut may lose the last changes, whole ones: a body is flushed before its row.
  sqlite.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  sqlite.exec('BEGIN EXCLUSIVE');
  const { user_version: version } = sqlite.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `its schema is version ${version}, this program knows up to ${SCHEMA_VERSION}; start the newer program`,
    );
  }
  if (version === 0) sqlite.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}`);
  sqlite.exec('COMMIT');
}
