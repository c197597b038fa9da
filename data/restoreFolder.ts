import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkFiles } from './checkFiles.ts';
import { DataFolderError } from './DataFolderError.ts';
import { inspectFolder } from './inspectFolder.ts';
import { CACHE, PARTS, PREPARING, writeLayout } from './layout.ts';
import { FolderInUseError, lockFolder } from './lockFolder.ts';
import { readArchive, readArchiveLayout } from './readArchive.ts';
import { prepareParts, replaceParts, tidyFolder } from './replaceParts.ts';

/**
 * Puts what a backup holds in the place of all that `folder` holds of face-inbox; the folder is made where it is
 * missing. Until all of it is there and checked the folder is as it was.
 *
 * A running instance is refused, and not swapped under its clients: a function at work, or a client that was told that
 * its photo is there, would write into another past.
 * @throws ArchiveError, DataFolderError, or the signal's reason; nothing is changed then
 */
export async function restoreFolder(options: {
  file: string;
  folder: string;
  /** Whether what is there may go. */
  force: boolean;
  signal?: AbortSignal;
  /** Of the archive. */
  onBytes?(count: number): void;
}): Promise<void> {
  const { file, folder, force, signal, onBytes } = options;
  await readArchiveLayout(file);
  inspectFolder(folder);
  const unlock = lock(folder);
  try {
    tidyFolder(folder);
    if (inspectFolder(folder) === 'kept' && !force)
      throw new DataFolderError(
        `${folder} holds photos and results already, and restoring replaces them all. ` +
          'Back it up and add --force to do so, or restore to another folder: --data DIR',
      );
    const into = prepareParts(folder);
    for (const part of PARTS) mkdirSync(join(into, part), { mode: 0o700 });
    const layout = await readArchive(file, into, { signal, onBytes });
    checkFiles(into);
    writeLayout(into, layout);
    signal?.throwIfAborted();
    rmSync(join(folder, CACHE), { recursive: true, force: true });
    replaceParts(folder);
  } catch (error) {
    rmSync(join(folder, PREPARING), { recursive: true, force: true });
    throw error;
  } finally {
    unlock();
  }
}

function lock(folder: string): () => void {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    throw new DataFolderError(
      `${folder} is in use by a running face-inbox, and its clients would not know that their photos are others now. ` +
        'Stop it (Ctrl-C), restore, and start it again; or restore to another folder: --data DIR',
      { cause: error },
    );
  }
}
