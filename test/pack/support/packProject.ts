import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

export interface Packed {
  path: string;
  bytes: Buffer;
  /** Paths within the package, sorted, each with its size. */
  files: Map<string, number>;
}

/** What `npm pack` makes of the project as a clean clone would have it, in a folder that is there. */
export async function packProject(folder: string): Promise<Packed> {
  const copy = join(folder, 'project');
  await mkdir(copy, { recursive: true });
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    maxBuffer: 1 << 24,
  });
  for (const file of listed.stdout.split('\0').filter(Boolean))
    await cp(join(ROOT, file), join(copy, file), { recursive: true }).catch((error) => {
      if (error.code !== 'ENOENT') throw error; // deleted, and not committed yet
    });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const told = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: copy,
    maxBuffer: 1 << 24,
  });
  const [{ filename, files }] = packedBy(told.stdout);
  const path = join(folder, filename);
  const sizes = files.map(({ path: name, size }): [string, number] => [name, size]);
  return { path, bytes: await readFile(path), files: new Map(sizes.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

type Told = [{ filename: string; files: { path: string; size: number }[] }];

/** npm 12 gives an object by names, earlier ones a list. */
function packedBy(stdout: string): Told {
  const told = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
  return (Array.isArray(told) ? told : Object.values(told)) as Told;
}
