import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from './DataFolderError.ts';

/** A compaction in the background ends some time, and without writes there is no next one. */
const ATTEMPTS = 100;
const TABLE = /^\d+\.(ldb|sst)$/;
const WRITTEN_ON = /^(MANIFEST-\d+|CURRENT|\d+\.log|ttl\.json)$/;

/**
 * Copies the LevelDB in `from` to the folder `into`, which is made, without closing it. The caller sees to it that
 * nobody writes to it. Tables never change once the manifest names them, so they are linked; what is written on is
 * copied. A compaction may go on meanwhile: the copy is whole where the manifest is the same before and after, as
 * no file that it names is removed before it changes. LOCK is not touched: closing it would end LevelDB's own lock.
 */
export function copyTables(from: string, into: string): void {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { mode: 0o700 });
    if (copyOnce(from, into)) return;
  }
  throw new DataFolderError(
    `${from} changed during each of ${ATTEMPTS} copies. Try again when less is going on.`,
  );
}

function copyOnce(from: string, into: string): boolean {
  try {
    const before = versionOf(from);
    for (const name of readdirSync(from)) {
      if (TABLE.test(name)) linkOrCopy(join(from, name), join(into, name));
      else if (WRITTEN_ON.test(name)) copyFileSync(join(from, name), join(into, name));
    }
    return versionOf(from) === before;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Empty where there is no LevelDB yet. */
function versionOf(dir: string): string {
  if (!readdirSync(dir).includes('CURRENT')) return '';
  const current = readFileSync(join(dir, 'CURRENT'), 'utf8').trimEnd();
  return `${current} ${readFileSync(join(dir, current), 'latin1')}`;
}

/** Some file systems have no links. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    copyFileSync(from, to);
  }
}
