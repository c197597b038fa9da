import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { DataFolderError } from './DataFolderError.ts';
import { inspectFolder } from './inspectFolder.ts';
import { openFolder } from './openFolder.ts';
import { type Snapshot, takeSnapshot } from './takeSnapshot.ts';
import { writeArchive } from './writeArchive.ts';

/**
 * The backup of a folder that nobody uses, which it holds until `write` has ended.
 * @throws FolderInUseError, DataFolderError
 */
export async function backupFolder(
  folder: string,
  write: (archive: Readable, snapshot: Snapshot) => Promise<void>,
): Promise<void> {
  if (inspectFolder(folder) !== 'kept')
    throw new DataFolderError(
      `${folder} holds no data of face-inbox, so there is nothing to back up. Name its folder with --data DIR`,
    );
  const unlock = await openFolder(folder);
  try {
    const snapshot = takeSnapshot(folder, (path, to) => copyClosed(join(folder, path), to));
    try {
      await write(writeArchive(snapshot), snapshot);
    } finally {
      await snapshot.remove();
    }
  } finally {
    unlock();
  }
}

/** Opening it also recovers what a kill left in its log. */
function copyClosed(file: string, to: string): void {
  if (!existsSync(file)) return;
  const db = new DatabaseSync(file);
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}
