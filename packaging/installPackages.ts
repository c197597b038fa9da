import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hash } from '../weights/models.ts';
import { type Architecture, PROCESSORS } from './architecture.ts';
import { PackagingError } from './PackagingError.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');

interface Locked {
  /** There where it is for these processors alone; npm leaves it out on others. */
  cpu?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface Lock {
  lockfileVersion: number;
  packages: Record<string, Locked>;
}

/**
 * Installs packages and what they need for Lambda's Linux on a processor, whatever machine this is: the very versions of
 * package-lock.json, by their checksums. What was installed before from the same lock is taken as it is.
 * @returns the folder `node_modules`
 * @throws PackagingError where npm fails.
 */
export async function installPackages(names: string[], architecture: Architecture): Promise<string> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const { wanted, optional, packages } = partOf(lock, names);
  const manifest = {
    name: 'packages-of-functions',
    private: true,
    dependencies: wanted,
    // What is for another machine than this one npm installs as optional alone.
    ...(Object.keys(optional).length > 0 && { optionalDependencies: optional }),
  };
  const partial = { ...lock, name: manifest.name, packages: { '': manifest, ...packages } };
  const key = hash(Buffer.from(JSON.stringify([architecture, partial]))).slice(0, 16);
  const kept = join(ROOT, 'node_modules/.cache/face-inbox/packages', `${architecture}-${key}`);
  if (await readFile(join(kept, 'package.json')).catch(() => undefined)) return join(kept, 'node_modules');

  await mkdir(join(kept, '..'), { recursive: true });
  const folder = await mkdtemp(`${kept}-`);
  try {
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(partial));
    await cp(join(ROOT, '.npmrc'), join(folder, '.npmrc')).catch(() => {});
    const target = ['--os=linux', `--cpu=${PROCESSORS[architecture]}`, '--libc=glibc'];
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...target], {
      cwd: folder,
      shell: process.platform === 'win32', // npm is a script there
    });
    await rm(kept, { recursive: true, force: true });
    await rename(folder, kept);
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    const { stderr = '', message } = cause as Error & { stderr?: string };
    throw new PackagingError(
      `npm could not install ${names.join(', ')} for ${architecture}: ${(stderr || message).trim().slice(-500)}\n` +
        'Mend that (is the registry in reach?) and run `npm run package` again.',
      { cause },
    );
  }
  return join(kept, 'node_modules');
}

/** Of a lock what the packages need, and the versions of the packages themselves; apart those that are for one processor alone. */
export function partOf({ packages }: Lock, names: string[]) {
  const part: Record<string, Locked> = {};
  const take = (name: string, above: string) => {
    const path = placeOf(name, above, packages);
    if (path === undefined || part[path]) return;
    const locked = packages[path]!;
    part[path] = locked;
    const { dependencies, optionalDependencies } = locked;
    for (const one of Object.keys({ ...dependencies, ...optionalDependencies })) take(one, path);
  };
  for (const name of names) take(name, '');
  const versions = (of: string[]) =>
    Object.fromEntries(
      of.map((name) => [name, (packages[`node_modules/${name}`] as { version: string }).version]),
    );
  const isOfOneProcessor = (name: string) => packages[`node_modules/${name}`]!.cpu !== undefined;
  return {
    wanted: versions(names.filter((name) => !isOfOneProcessor(name))),
    optional: versions(names.filter(isOfOneProcessor)),
    packages: part,
  };
}

/** As Node.js looks for it: in the package's own node_modules, then in those above. */
function placeOf(name: string, above: string, packages: Lock['packages']): string | undefined {
  for (let folder = above; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return undefined;
  }
}
