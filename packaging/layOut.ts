import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Precision } from '../weights/models.ts';
import type { Architecture } from './architecture.ts';
import { functionFiles } from './functionFiles.ts';

/** Writes into a folder what the function's zip has in it, as Lambda unpacks that. `file` is the handler's. */
export async function layOut(
  file: string,
  architecture: Architecture,
  precision: Precision,
  folder: string,
): Promise<void> {
  for (const [name, bytes] of await functionFiles(file, architecture, precision)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
