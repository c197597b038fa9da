import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** What figures depend on: no two of different machines can be compared. */
export interface Machine {
  processor: string;
  cores: number;
  memoryMb: number;
  system: string;
  /** Node.js, and each installed package that does work in a benchmark. */
  versions: Record<string, string>;
}

const PACKAGES = [
  'onnxruntime-node',
  'sharp',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-node',
  '@vladmandic/face-api',
  'fauxqs',
  'dynalite',
  'usearch',
];
/** Packages that one engine needs and nobody else lie below a folder of their own. */
const FOLDERS = ['../..', '../../engines/tfjs-node', '../../engines/tfjs-wasm'];

export function machine(): Machine {
  const installed = PACKAGES.flatMap((name) => {
    const version = versionOf(name);
    return version === undefined ? [] : [[name, version] as const];
  });
  return {
    processor: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / 2 ** 20),
    system: `${process.platform} ${process.arch}`,
    versions: { node: process.versions.node, ...Object.fromEntries(installed) },
  };
}

/** Undefined where the package is not installed. */
function versionOf(name: string): string | undefined {
  for (const folder of FOLDERS) {
    const require = createRequire(join(import.meta.dirname, folder, 'package.json'));
    // Not every package lets its package.json be imported: so it is looked for where Node.js looks for packages.
    for (const path of require.resolve.paths(name) ?? [])
      try {
        return JSON.parse(readFileSync(join(path, name, 'package.json'), 'utf8')).version;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
  }
  return undefined;
}
