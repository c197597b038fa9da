import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder, IS_PACKAGE } from '../config/cacheFolder.ts';
import manifest from './manifest.json' with { type: 'json' };
import { PLAN } from './quantize/plan.ts';
import { WeightsError } from './WeightsError.ts';

export type Network = 'ssd_mobilenetv1' | 'face_landmark_68' | 'face_recognition';
export type Precision = 'int8' | 'fp32';

export const NETWORKS: readonly Network[] = ['ssd_mobilenetv1', 'face_landmark_68', 'face_recognition'];

/** Where converted models lie; no part of the repository. Those of the installed package are its user's. */
export const MODELS = join(IS_PACKAGE ? cacheFolder() : import.meta.dirname, 'models');

/** Bytes of a file at once. */
const CHUNK = 1 << 20;

/** A network that gains nothing by 8 bits is the same model in either precision. */
const formOf = (network: Network, precision: Precision): Precision => (PLAN[network] ? precision : 'fp32');

export const fileName = (network: Network, precision: Precision): string =>
  `${network}.${formOf(network, precision)}.onnx`;

/**
 * The path of a model, converted from face-api's weights where it is missing or was made by another version; its
 * SHA-256 is the one that the manifest holds. ONNX Runtime opens a file sooner, and with less memory, than bytes.
 * @throws WeightsError where the weights are not right, or what they convert to is not what the manifest says.
 */
export async function modelFile(network: Network, precision: Precision, folder = MODELS): Promise<string> {
  const name = fileName(network, precision);
  const path = join(folder, name);
  const expected = (manifest.models as Record<string, string>)[name];
  if ((await hashOfFile(path)) === expected) return path;
  const made = await convertModel(network, precision);
  if (hash(made) !== expected)
    throw new WeightsError(
      `The model ${name} came out with SHA-256 ${hash(made)}, but weights/manifest.json says ${expected}. ` +
        'Check out the project anew; after a change of the converter run `npm run weights -- --accept`.',
    );
  await keep(path, made);
  return path;
}

/** Converts anew, whatever there is. The converter is loaded only where something is to be converted. */
export async function convertModel(network: Network, precision: Precision): Promise<Buffer> {
  const { convert } = await import('./convert.ts');
  return Buffer.from(await convert(network, formOf(network, precision)));
}

/** Sees to it that all models of a precision are there, so that many processes need not convert them at once. */
export async function prepareModels(precision: Precision, folder = MODELS): Promise<void> {
  for (const network of NETWORKS) await modelFile(network, precision, folder);
}

/** Whole or not at all, so that processes which start together do not read each other's halves. */
export async function keep(path: string, bytes: Uint8Array): Promise<void> {
  const half = `${path}.${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(half, bytes);
    await rename(half, path);
  } catch (cause) {
    await rm(half, { force: true }).catch(() => {});
    throw new WeightsError(
      `The model ${path} cannot be written. Make the folder writable, or ` +
        (IS_PACKAGE
          ? 'name another that is by XDG_CACHE_HOME.'
          : 'run `npm run weights` once as somebody who may write there.'),
      { cause },
    );
  }
}

/** Undefined where there is no file. */
async function hashOfFile(path: string): Promise<string | undefined> {
  const sum = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) sum.update(chunk);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new WeightsError(
      `The model ${path} cannot be read. Make it readable, or delete it to have it made anew.`,
      { cause },
    );
  }
  return sum.digest('hex');
}

export function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
