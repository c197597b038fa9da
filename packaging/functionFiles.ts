import { readFile } from 'node:fs/promises';
import { fileName, modelFile, NETWORKS, type Precision } from '../weights/models.ts';
import type { Architecture } from './architecture.ts';
import { bundle } from './bundle.ts';
import { installPackages } from './installPackages.ts';
import { neededFiles } from './neededFiles.ts';

/**
 * All that a function consists of, by its path in the zip: the bundle, the packages beside it, and the models.
 * @param file the handler's, from the project's root
 * @throws PackagingError where npm fails; WeightsError.
 */
export async function functionFiles(
  file: string,
  architecture: Architecture,
  precision: Precision,
): Promise<Map<string, Buffer>> {
  const { files, packages, runsModels } = await bundle(file, architecture);
  if (packages.length > 0) {
    const folder = await installPackages(packages, architecture);
    for (const [name, from] of await neededFiles(packages, folder, architecture))
      files.set(name, await readFile(from));
  }
  if (runsModels)
    for (const network of NETWORKS)
      files.set(
        `models/${fileName(network, precision)}`,
        await readFile(await modelFile(network, precision)),
      );
  return files;
}
