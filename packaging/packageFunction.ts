import { readFile, stat } from 'node:fs/promises';
import { hash, type Precision } from '../weights/models.ts';
import type { Architecture } from './architecture.ts';
import { functionFiles } from './functionFiles.ts';
import { PackagingError } from './PackagingError.ts';
import { writeZip } from './writeZip.ts';
import { zipPath } from './zips.ts';

export interface Packaged {
  path: string;
  /** Bytes. */
  zipped: number;
  /** Bytes. */
  unpacked: number;
  /** SHA-256 of the zip, in hexadecimal. */
  sha256: string;
}

/** Lambda quotas, "Deployment package (.zip file archive) size": unzipped. What limits a direct upload is none: it goes by S3. */
export const MAX_UNPACKED = 250 * 1024 ** 2;

/**
 * Makes the zip that Lambda runs.
 * @param file the handler's, from the project's root
 * @throws PackagingError where it is more than Lambda takes, or npm fails; WeightsError.
 */
export async function packageFunction(
  file: string,
  architecture: Architecture,
  precision: Precision,
  path = zipPath(file, architecture),
): Promise<Packaged> {
  const files = await functionFiles(file, architecture, precision);
  await writeZip(path, files);
  const unpacked = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const { size: zipped } = await stat(path);
  if (unpacked > MAX_UNPACKED)
    throw new PackagingError(
      `${path} has ${unpacked} bytes unpacked; Lambda takes ${MAX_UNPACKED}. ` +
        'Use PRECISION=int8, or a container image (docs/deploy.md).',
    );
  return { path, zipped, unpacked, sha256: hash(await readFile(path)) };
}
