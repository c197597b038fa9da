import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of the files below bodies/ and tmp/ of an S3's folder. */
export async function filesOf(dir: string): Promise<string[]> {
  const names: string[] = [];
  for (const part of ['bodies', 'tmp']) {
    const entries = await readdir(join(dir, part), { recursive: true, withFileTypes: true });
    names.push(...entries.filter((entry) => entry.isFile()).map((entry) => entry.name));
  }
  return names;
}
