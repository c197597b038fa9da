import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, IS_PACKAGE } from '../../../config/cacheFolder.ts';
import { EngineError } from '../EngineError.ts';

const run = promisify(execFile);
type Ort = typeof import('onnxruntime-node');

/** In the installed package: package.json and package-lock.json of nothing but ONNX Runtime, with its checksums. */
const LOCKED = join(import.meta.dirname, 'locked');
const NAME = 'onnxruntime-node';

/**
 * ONNX Runtime, from where npm has put it, or prepareRuntime.
 * @throws the import's error; EngineError where it has to be fetched and cannot.
 */
export async function loadRuntime(): Promise<Ort> {
  const folder = await prepareRuntime();
  return folder === undefined
    ? import('onnxruntime-node')
    : createRequire(join(folder, 'package.json'))(NAME);
}

/**
 * Sees to it that there is ONNX Runtime. npm 10 and 11 run its install script, which looks for CUDA on the network, and
 * leave the whole package out where that is not in reach; it needs nothing of that. So where the installed package lacks
 * it, it is fetched into the user's cache, once, with the checksum that package-lock.json has.
 * @param tell is told when something is fetched, as that takes a while
 * @returns where it was fetched to; undefined where npm has installed it, and in the repository
 * @throws EngineError where npm cannot fetch it.
 */
export async function prepareRuntime(tell: (line: string) => void = () => {}): Promise<string | undefined> {
  if (!IS_PACKAGE || isInstalled()) return undefined;
  const { version } = createRequire(import.meta.url)('./locked/package.json') as { version: string };
  const folder = join(cacheFolder(), `${NAME}-${version}`);
  if (!existsSync(folder)) {
    tell(`npm has left ONNX Runtime out; it is fetched into ${folder} ...`);
    await fetchInto(folder);
  }
  return folder;
}

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(NAME);
    return true;
  } catch {
    return false;
  }
}

/** Whole or not at all: who else fetches it meanwhile does no harm. */
async function fetchInto(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const half = await mkdtemp(`${folder}-`);
  try {
    await cp(LOCKED, half, { recursive: true });
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--global=false'], { cwd: half });
    await dropOtherSystems(join(half, 'node_modules', NAME, 'bin'));
    await rename(half, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string };
    throw new EngineError(
      `ONNX Runtime is not installed, and npm could not fetch it: ${(stderr || message).trim().slice(-500)}\n` +
        'Mend that (is the registry in reach, the folder writable?), or install face-inbox again with ' +
        '`npm install -g --ignore-scripts`, which brings it along.',
      { cause },
    );
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/** Six times what is needed: it has the libraries of every system, as bin/napi-v6/<platform>/<architecture>. */
async function dropOtherSystems(bin: string): Promise<void> {
  for (const entry of await readdir(bin, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const [, platform, architecture] = path.slice(bin.length + 1).split(/[\\/]/);
    const other = platform !== process.platform || (architecture ?? process.arch) !== process.arch;
    if (entry.isDirectory() && platform !== undefined && other)
      await rm(path, { recursive: true, force: true });
  }
}
