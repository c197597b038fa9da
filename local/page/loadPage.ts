import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const WEB = join(import.meta.dirname, '../../web');
const isPackage = extname(import.meta.filename) === '.js';

/**
 * The files of the page, by their paths: built of the sources in the repository, and as they lie there in the package,
 * which has no bundler.
 */
export async function loadPage(): Promise<Map<string, Uint8Array>> {
  if (!isPackage) {
    const { buildPage }: typeof import('../../web/build.ts') = await import(
      pathToFileURL(join(WEB, 'build.ts')).href
    );
    return buildPage();
  }
  const entries = await readdir(WEB, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(async (file) => [pathOf(file), await readFile(file)] as const);
  return new Map(await Promise.all(read));
}

function pathOf(file: string): string {
  return file.slice(WEB.length + 1).replaceAll('\\', '/');
}
