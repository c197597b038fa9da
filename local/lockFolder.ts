import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

class FolderInUseError extends Error {
  override name = 'FolderInUseError';

  constructor(folder: string) {
    super(
      `${folder} is in use by another face-inbox. Stop that one, ` +
        'or choose another folder: npm start -- --data DIR',
    );
  }
}

/**
 * Takes the data folder for this process alone. The lock is SQLite's on a file, so that it ends with the process,
 * however that ends.
 * @returns gives the folder back.
 * @throws FolderInUseError
 */
export function lockFolder(folder: string): () => void {
  // Photos and descriptors: nobody else on this machine is to read them.
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    db = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new FolderInUseError(folder);
    throw new Error(
      `The data folder ${folder} cannot be used: ${(error as Error).message}. ` +
        'Make it a folder that you can write to, or choose another folder: npm start -- --data DIR',
      { cause: error },
    );
  }
  const lock = db;
  return () => lock.close();
}
