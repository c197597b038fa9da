import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { ExecutionContext } from 'ava';

/** A path for a folder, which is not there yet. */
export async function newPath(t: ExecutionContext): Promise<string> {
  const outer = await mkdtemp(join(tmpdir(), 'face-inbox-data-'));
  t.teardown(() => rm(outer, { recursive: true, force: true }));
  return join(outer, 'folder');
}

/** A new folder with these files, by their paths in it. */
export async function folderWith(t: ExecutionContext, files: Record<string, string>): Promise<string> {
  const folder = await newPath(t);
  await mkdir(folder, { mode: 0o755 });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** All that is below a folder but its lock: of each file its content, of each folder its mode. */
export async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: [string, string][] = [['', String((await stat(folder)).mode)]];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (/(^|\/)lock\.db(-journal)?$/.test(name)) continue;
    found.push([name, entry.isFile() ? await readFile(path, 'latin1') : String((await stat(path)).mode)]);
  }
  return Object.fromEntries(found.sort());
}
