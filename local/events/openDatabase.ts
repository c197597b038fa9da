import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The layout below; older ones are brought up to it, and one of another program is refused. */
const VERSION = 2;

const LAYOUT = `
  CREATE TABLE buses (
    name TEXT PRIMARY KEY, description TEXT, created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rules (
    bus TEXT NOT NULL REFERENCES buses (name), name TEXT NOT NULL,
    pattern TEXT NOT NULL, state TEXT NOT NULL, description TEXT, role_arn TEXT,
    PRIMARY KEY (bus, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE targets (
    bus TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL,
    PRIMARY KEY (bus, rule, id), FOREIGN KEY (bus, rule) REFERENCES rules (bus, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    lane TEXT NOT NULL, queue_arn TEXT NOT NULL, body TEXT NOT NULL,
    dead_letter_arn TEXT, dead_letter_body TEXT, attributes TEXT,
    accepted_at INTEGER NOT NULL, max_age_ms INTEGER NOT NULL, max_retries INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX deliveries_by_lane ON deliveries (lane, seq);
`;

/** By the version that they lead away from. */
const MIGRATIONS: Record<number, string> = { 1: 'ALTER TABLE deliveries ADD COLUMN attributes TEXT;' };

class DatabaseVersionError extends Error {
  override readonly name = 'DatabaseVersionError';
}

/** Opens events.db in `dir`, which is made where it is missing. */
export function openDatabase(dir: string): DatabaseSync {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'events.db');
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000;');
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    const steps = version === 0 ? LAYOUT : MIGRATIONS[version];
    if (steps) db.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${VERSION}; COMMIT;`);
    else if (version !== VERSION) {
      throw new DatabaseVersionError(
        `${file} has layout ${version}, this program reads layout ${VERSION}: ` +
          'use the program that wrote it, or move the file away to start empty.',
      );
    }
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}
