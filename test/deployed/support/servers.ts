import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = process.env.FACE_INBOX_SERVERS ?? join(import.meta.dirname, '../../../.tools/servers');

/** A program of the virtual environment that `npm run deployed:servers` makes. @throws where it is not there */
export function serverProgram(name: string): string {
  const file = join(FOLDER, 'bin', name);
  if (existsSync(file)) return file;
  throw new Error(
    `${file} is not there: the deployed form is tried out on servers of PyPI. Run npm run deployed:servers once, ` +
      'or set FACE_INBOX_SERVERS to the folder of a virtual environment that has them.',
  );
}
