/** `npm run weights`: converts what is missing, and says what there is. `--accept` takes what comes out as right. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { convertModel, fileName, hash, keep, MODELS, NETWORKS, type Precision, readModel } from './models.ts';

const MANIFEST = join(import.meta.dirname, 'manifest.json');
const PRECISIONS: Precision[] = ['int8', 'fp32'];

const { accept } = parseArgs({ options: { accept: { type: 'boolean', default: false } } }).values;
const hashes: Record<string, string> = {};
for (const network of NETWORKS)
  for (const precision of PRECISIONS) {
    const name = fileName(network, precision);
    if (hashes[name]) continue;
    const start = performance.now();
    const model = accept ? await convertModel(network, precision) : await readModel(network, precision);
    if (accept) await keep(join(MODELS, name), model);
    hashes[name] = hash(model);
    const milliseconds = Math.round(performance.now() - start);
    console.log(
      `${name}: ${model.byteLength} bytes, ${milliseconds} ms, SHA-256 ${hashes[name].slice(0, 12)}...`,
    );
  }
if (accept) {
  const manifest = JSON.parse(await readFile(MANIFEST, 'utf8'));
  await writeFile(MANIFEST, `${JSON.stringify({ ...manifest, models: hashes }, undefined, 2)}\n`);
}
