/** `npm run weights`: converts what is missing, and says what there is. `--accept` takes what comes out as right. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { convertModel, fileName, hash, keep, MODELS, modelFile, NETWORKS, type Precision } from './models.ts';
import { WeightsError } from './WeightsError.ts';

const MANIFEST = join(import.meta.dirname, 'manifest.json');
const PRECISIONS: Precision[] = ['int8', 'fp32'];

try {
  const { accept } = parseArgs({ options: { accept: { type: 'boolean', default: false } } }).values;
  await convertAll(accept);
} catch (error) {
  const wrongOption = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ?? false;
  if (!wrongOption && !(error instanceof WeightsError)) throw error;
  console.error((error as Error).message);
  process.exitCode = wrongOption ? 2 : 1;
}

async function convertAll(accept: boolean): Promise<void> {
  const hashes: Record<string, string> = {};
  for (const network of NETWORKS)
    for (const precision of PRECISIONS) {
      const name = fileName(network, precision);
      if (hashes[name]) continue;
      const start = performance.now();
      if (accept) await keep(join(MODELS, name), await convertModel(network, precision));
      const model = await readFile(accept ? join(MODELS, name) : await modelFile(network, precision));
      hashes[name] = hash(model);
      const milliseconds = Math.round(performance.now() - start);
      console.log(
        `${name}: ${model.byteLength} bytes, ${milliseconds} ms, SHA-256 ${hashes[name].slice(0, 12)}...`,
      );
    }
  if (!accept) return;
  const manifest = JSON.parse(await readFile(MANIFEST, 'utf8'));
  await writeFile(MANIFEST, `${JSON.stringify({ ...manifest, models: hashes }, undefined, 2)}\n`);
}
