import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

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
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch {
    db.close();
    throw new FolderInUseError(folder);
  }
  return () => db.close();
}
