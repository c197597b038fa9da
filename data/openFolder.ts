import { join } from 'node:path';
import { checkFiles } from './checkFiles.ts';
import { inspectFolder } from './inspectFolder.ts';
import { REPLACING, readLayout, writeLayout } from './layout.ts';
import { lockFolder } from './lockFolder.ts';
import { checkWay, MIGRATIONS, type Migrations, migrate } from './migrate.ts';
import { tidyFolder } from './replaceParts.ts';

/** What was kept before folders said which layout they have. */
const UNTOLD = 1;

/**
 * The data folder, locked, in the layout of this program, with files that are of the right kind; made where it is
 * missing. Where it cannot be, nothing in it is changed.
 * @returns gives the folder back.
 * @throws FolderInUseError, DataFolderError
 */
export async function openFolder(folder: string, migrations: Migrations = MIGRATIONS): Promise<() => void> {
  inspectFolder(folder);
  const unlock = lockFolder(folder);
  try {
    // What was about to come here when a process was killed comes first, and may be of a newer layout.
    const told = readLayout(join(folder, REPLACING)) ?? readLayout(folder);
    const layout = told ?? (inspectFolder(folder) === 'empty' ? migrations.layout : UNTOLD);
    checkWay(folder, layout, migrations);
    tidyFolder(folder);
    checkFiles(folder);
    if (told === undefined) writeLayout(folder, layout);
    await migrate(folder, layout, migrations);
    return unlock;
  } catch (error) {
    unlock();
    throw error;
  }
}
