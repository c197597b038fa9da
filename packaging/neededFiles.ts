import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Architecture, PROCESSORS } from './architecture.ts';
import { PackagingError } from './PackagingError.ts';

/** Of no use at run time in any package; licences stay. */
const USELESS = /\.(map|md|[cm]?ts|h|cc|gyp)$|\/(include|src|install|script)\/|README/;

/** What else is left out of a package, by its name: `keep` says of a path within it whether it goes along. */
const PARTS: Record<string, (path: string, architecture: Architecture) => boolean> = {
  // It has the libraries of every system.
  'onnxruntime-node': (path, architecture) =>
    !path.startsWith('bin/') || path.includes(`/linux/${PROCESSORS[architecture]}/`),
  // The same three times over.
  'libheif-js': (path) =>
    !path.startsWith('libheif') || /^libheif-wasm\/(libheif-bundle\.js|LICENSE)$/.test(path),
  'onnxruntime-common': (path) => !path.startsWith('dist/esm/') && !path.startsWith('lib/'),
};

/** Dependencies that only the install script of the package wants. */
const ONLY_FOR_INSTALLING: Record<string, string[]> = { 'onnxruntime-node': ['adm-zip', 'global-agent'] };

/**
 * The files of packages and of what they need, by their paths in the zip, each with the path of the file.
 * @param folder where they are installed, `node_modules`
 * @throws PackagingError where one is missing.
 */
export async function neededFiles(
  names: string[],
  folder: string,
  architecture: Architecture,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const done = new Set<string>();
  const take = async (name: string, optional: boolean): Promise<void> => {
    if (done.has(name)) return;
    const place = join(folder, name);
    const text = await readFile(join(place, 'package.json'), 'utf8').catch(() => undefined);
    if (text === undefined) {
      if (optional) return; // for another machine
      throw new PackagingError(
        `The package ${name} is not in ${folder}. Delete that folder and run \`npm run package\` again.`,
      );
    }
    done.add(name);
    for (const path of await pathsIn(place)) {
      const wanted = !USELESS.test(`/${path}`) || /LICENSE|NOTICE/i.test(path);
      if (wanted && (PARTS[name]?.(path, architecture) ?? true))
        files.set(`node_modules/${name}/${path}`, join(place, path));
    }
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(text) as {
      dependencies?: Record<string, string>;
      optionalDependencies?: Record<string, string>;
    };
    const unwanted = ONLY_FOR_INSTALLING[name] ?? [];
    for (const one of Object.keys(dependencies)) if (!unwanted.includes(one)) await take(one, false);
    for (const one of Object.keys(optionalDependencies)) await take(one, true);
  };
  for (const name of names) await take(name, false);
  return files;
}

/** With slashes on every system; what lies in a node_modules of its own is no part of it. */
async function pathsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
