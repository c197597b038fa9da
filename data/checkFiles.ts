import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from './DataFolderError.ts';
import { DATABASES } from './layout.ts';

/** https://www.sqlite.org/fileformat.html, 1.3: what every database begins with. */
const SQLITE = 'SQLite format 3\0';

/**
 * Whether each file is of the kind that it must be, seen from its first bytes, before any part opens and changes its
 * own: a LevelDB without CURRENT would begin anew over what is there. No database may be open in this process, as
 * closing a file takes SQLite's locks on it away.
 * @throws DataFolderError
 */
export function checkFiles(folder: string): void {
  for (const path of DATABASES) {
    const file = join(folder, path);
    const start = firstBytes(file);
    if (start === undefined || start === '' || start === SQLITE) continue;
    throw damaged(file, `is no SQLite database: it begins with ${JSON.stringify(start)}`);
  }
  const tables = join(folder, 'tables');
  const names = absentAs([] as string[], () => readdirSync(tables));
  const current = absentAs(undefined, () => readFileSync(join(tables, 'CURRENT'), 'utf8'));
  if (current === undefined && names.some((name) => /\.(ldb|sst)$/.test(name)))
    throw damaged(tables, 'holds tables but not the file CURRENT, without which LevelDB does not find them');
  if (current === undefined || names.includes(current.trimEnd())) return;
  throw damaged(
    join(tables, 'CURRENT'),
    `names ${JSON.stringify(current.slice(0, 40))}, and no such file is there`,
  );
}

function damaged(file: string, what: string): DataFolderError {
  return new DataFolderError(
    `${file} ${what}. Put it back as it was; or restore a backup: npx face-inbox restore FILE --force; ` +
      'or choose another folder: npm start -- --data DIR',
  );
}

function firstBytes(file: string): string | undefined {
  return absentAs(undefined, () => {
    const fd = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(SQLITE.length);
      return bytes.toString('latin1', 0, readSync(fd, bytes));
    } finally {
      closeSync(fd);
    }
  });
}

function absentAs<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}
