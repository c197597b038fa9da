import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import manifest from './manifest.json' with { type: 'json' };
import { WeightsError } from './WeightsError.ts';

/** Where the package that ships the weights keeps them. */
export function weightsFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${manifest.package}/package.json`)), 'model');
}

/**
 * Reads one network's weights, each file checked against its SHA-256 in weights/manifest.json.
 * @returns the raw bytes and, as TensorFlow.js names them, the specs of the tensors in them.
 * @throws WeightsError that names the file.
 */
export async function readWeights(
  model: string,
  folder = weightsFolder(),
): Promise<{ data: ArrayBuffer; specs: unknown }> {
  const [bin, json] = await Promise.all([
    readChecked(folder, `${model}_model.bin`),
    readChecked(folder, `${model}_model-weights_manifest.json`),
  ]);
  const groups = JSON.parse(json.toString()) as { weights: unknown[] }[];
  const data = new Uint8Array(bin.byteLength);
  data.set(bin);
  return { data: data.buffer, specs: groups.flatMap((group) => group.weights) };
}

async function readChecked(folder: string, name: string): Promise<Buffer> {
  const expected = (manifest.files as Record<string, string>)[name];
  const path = join(folder, name);
  const remedy = `Run \`npm install\` again to bring ${manifest.package} ${manifest.version} back as published.`;
  const bytes = await readFile(path).catch((cause) => {
    throw new WeightsError(`The weight file ${path} cannot be read. ${remedy}`, { cause });
  });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== expected)
    throw new WeightsError(
      `The weight file ${path} has SHA-256 ${found}, but weights/manifest.json says ${expected}. ${remedy}`,
    );
  return bytes;
}
