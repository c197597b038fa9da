import { createRequire, getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import type { Confinement } from './startConfined.ts';

/**
 * What the child may do: read its own code and packages, write into its folder and the cache of compiled code, load
 * libraries of machine code; start no program. JavaScript alone is held to it: it is no wall against machine code that a
 * file might smuggle into a decoder.
 */
export function flags({ code, package: name }: Confinement, folder: string): string[] {
  const writable = [folder, ...(cacheFolder() ?? [])];
  const readable = [code, ...(name === undefined ? [] : [folderOf(name)]), ...writable];
  return [
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...writable.map((path) => `--allow-fs-write=${path}`),
    '--allow-addons',
    '--allow-worker',
    // Node.js 25 and later deny what is of the network, to which the channel belongs for them; earlier ones have no such flag.
    ...(process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
    '--expose-gc',
    '--max-semi-space-size=1',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ];
}

/** That in whose node_modules a package lies. */
function folderOf(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  return entry.slice(0, entry.lastIndexOf(join('/node_modules/')) + 1);
}

/** Where Node.js keeps what it made of our files, if it does: without it a start takes twice as long. */
function cacheFolder(): [folder: string] | undefined {
  const ofVersion = getCompileCacheDir();
  return ofVersion === undefined ? undefined : [dirname(ofVersion)];
}

/** No credentials, and nothing else that decoding does not need. */
export function environment(folder: string): Record<string, string> {
  const { LD_LIBRARY_PATH, SystemRoot } = process.env;
  const [cache] = cacheFolder() ?? [];
  return {
    TMPDIR: folder,
    TZ: 'UTC',
    // glibc's default, eight a core, keeps the pixels of as many photos.
    MALLOC_ARENA_MAX: '2',
    ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }),
    ...(SystemRoot && { SystemRoot, TEMP: folder }),
    ...(cache && { NODE_COMPILE_CACHE: cache }),
  };
}
