import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from './DataFolderError.ts';
import {
  CACHE,
  COPYING,
  DATABASES,
  LAYOUT_FILE,
  PARTS,
  PREPARING,
  parseLayout,
  REPLACING,
} from './layout.ts';

/** What systems put into every folder. */
const OF_THE_SYSTEM = ['lost+found', '.DS_Store', '.gitkeep'];
/** What is there before anything is kept. */
const OF_NO_WORTH = ['lock.db', 'lock.db-journal', `${LAYOUT_FILE}.new`, COPYING, PREPARING, CACHE];

/**
 * Looks before anything is written, locked, or taken away from other users of the machine. A start that was killed
 * may have left folders with nothing in them.
 * @throws DataFolderError where the folder is somebody else's
 */
export function inspectFolder(folder: string): 'absent' | 'empty' | 'kept' {
  const names = list(folder);
  if (names === undefined) return 'absent';
  const isOfWorth = (name: string) =>
    !OF_THE_SYSTEM.includes(name) && !OF_NO_WORTH.includes(name) && !isEmptyPart(folder, name);
  const found = names.filter(isOfWorth);
  if (found.length === 0) return 'empty';
  const marks = [REPLACING, ...DATABASES, 'tables/CURRENT'];
  if (marks.some((mark) => existsSync(join(folder, mark)))) return 'kept';
  if (names.includes(LAYOUT_FILE) && isOurs(join(folder, LAYOUT_FILE)))
    return found.length === 1 ? 'empty' : 'kept';
  throw new DataFolderError(
    `${folder} holds ${found.slice(0, 3).join(', ')}${found.length > 3 ? ', ...' : ''} and nothing of face-inbox. ` +
      'Its data needs a folder of its own: name an empty or a new one with --data DIR',
  );
}

const isOurs = (layoutFile: string) => parseLayout(readFileSync(layoutFile, 'utf8')) !== undefined;

function isEmptyPart(folder: string, name: string): boolean {
  return PARTS.some((part) => part === name) && list(join(folder, name))?.length === 0;
}

function list(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new DataFolderError(
      `The data folder ${folder} cannot be used: ${message}. ` +
        'Make it a folder that you can read and write, or choose another one: --data DIR',
      { cause: error },
    );
  }
}
