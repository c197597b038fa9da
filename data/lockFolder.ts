import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderError } from './DataFolderError.ts';

/** https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
/** Of several that come at once one gets it: without a wait, SQLite may refuse them all. */
const WAIT_MS = 2000;

/** A database that nobody refers to is closed by the garbage collector, and the lock would end with it. */
const held = new Set<DatabaseSync>();

export class FolderInUseError extends Error {
  override name = 'FolderInUseError';

  constructor(folder: string) {
    super(
      `${folder} is in use by another face-inbox. Stop that one, ` +
        'or choose another folder: npm start -- --data DIR',
    );
  }
}

/**
 * Takes the data folder for this process alone; it is made where it is missing. The lock is SQLite's on a file, so
 * that it ends with the process, however that ends, and is the same by whatever path the folder is named.
 * @returns gives the folder back.
 * @throws FolderInUseError, DataFolderError
 */
export function lockFolder(folder: string): () => void {
  // Photos and descriptors: nobody else on this machine is to read them.
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    db = new DatabaseSync(join(folder, 'lock.db'), { timeout: WAIT_MS });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new FolderInUseError(folder);
    throw new DataFolderError(
      `The data folder ${folder} cannot be used: ${(error as Error).message}. ` +
        'Make it a folder that you can write to, or choose another folder: npm start -- --data DIR',
      { cause: error },
    );
  }
  const lock = db;
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}
