import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { copyTables } from './copyTables.ts';
import { COPYING, DATABASES, PARTS } from './layout.ts';

/** A file of the snapshot: its path in the data folder, and where its first `size` bytes are now. */
interface SnapshotFile {
  name: string;
  path: string;
  size: number;
}

export interface Snapshot {
  objects: number;
  count: number;
  bytes: number;
  /** Databases and tables first; then, as they are asked for, the bodies of the bucket. */
  files(): Iterable<SnapshotFile>;
  /** Removes what was copied. */
  remove(): Promise<void>;
}

/** Writes one database, as it is now, to a new file, before it returns. */
export type CopyDatabase = (path: (typeof DATABASES)[number], to: string) => void;

/**
 * The folder as it is at one moment: all is copied in one step of the process's only thread, so no request comes in
 * between, and what is kept is what a kill at this moment would leave, which every start can go on from. Bodies never
 * change, and stay where they are: the caller keeps them from being removed, and nobody writes to the tables.
 */
export function takeSnapshot(folder: string, copyDatabase: CopyDatabase): Snapshot {
  const copying = join(folder, COPYING);
  const remove = () => rm(copying, { recursive: true, force: true });
  try {
    rmSync(copying, { recursive: true, force: true });
    for (const part of PARTS) mkdirSync(join(copying, part), { recursive: true, mode: 0o700 });
    for (const path of DATABASES) if (existsSync(join(folder, path))) copyDatabase(path, join(copying, path));
    if (existsSync(join(folder, 'tables'))) copyTables(join(folder, 'tables'), join(copying, 'tables'));
  } catch (error) {
    rmSync(copying, { recursive: true, force: true });
    throw error;
  }
  return describe(folder, copying, remove);
}

function describe(folder: string, copying: string, remove: () => Promise<void>): Snapshot {
  const small = PARTS.flatMap((part) =>
    readdirSync(join(copying, part)).map((file) => {
      const name = `${part}/${file}`;
      const path = join(copying, name);
      return { name, path, size: statSync(path).size };
    }),
  );
  const sum = small.reduce((bytes, { size }) => bytes + size, 0);
  const bucket = join(copying, 'bucket/s3.db');
  if (!existsSync(bucket)) return { objects: 0, count: small.length, bytes: sum, files: () => small, remove };

  const total = withDatabase(bucket, (db) => ({
    ...one(db, 'SELECT count(*) AS objects FROM objects'),
    ...one(db, `SELECT count(*) AS bodies, coalesce(sum(size), 0) AS bytes FROM (${BODIES})`),
  }));
  function* files() {
    yield* small;
    const db = new DatabaseSync(bucket, { readOnly: true });
    try {
      for (const { body, size } of db.prepare(BODIES).iterate() as Iterable<{ body: string; size: number }>) {
        const name = `bucket/bodies/${body.slice(0, 2)}/${body}`;
        yield { name, path: join(folder, name), size };
      }
    } finally {
      db.close();
    }
  }
  return {
    objects: total.objects!,
    count: small.length + total.bodies!,
    bytes: sum + total.bytes!,
    files,
    remove,
  };
}

/** All that local/s3 keeps as files; its database says where. */
const BODIES = 'SELECT body, size FROM objects UNION ALL SELECT body, size FROM parts';

function one(db: DatabaseSync, sql: string): Record<string, number> {
  return db.prepare(sql).get() as Record<string, number>;
}

function withDatabase<T>(file: string, use: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return use(db);
  } finally {
    db.close();
  }
}
