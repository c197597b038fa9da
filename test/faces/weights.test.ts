import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readWeights, weightsFolder } from '../../weights/readWeights.ts';
import { WeightsError } from '../../weights/WeightsError.ts';

const MODEL = 'face_landmark_68';
const FILES = [`${MODEL}_model.bin`, `${MODEL}_model-weights_manifest.json`];

test('The weights that npm installed are the published ones', async (t) => {
  for (const model of ['ssd_mobilenetv1', MODEL, 'face_recognition']) {
    const { data, specs } = await readWeights(model);
    t.true(data.byteLength > 300_000);
    t.true(Array.isArray(specs) && specs.length > 0);
  }
});

for (const name of FILES) {
  test(`${name} with one byte changed is refused by its name`, async (t) => {
    const folder = await copyOfWeights(t);
    const bytes = await readFile(join(folder, name));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(folder, name), bytes);
    const error = await t.throwsAsync(readWeights(MODEL, folder), { instanceOf: WeightsError });
    t.true(error.message.includes(join(folder, name)));
    t.regex(error.message, /SHA-256 [0-9a-f]{64}.*manifest\.json says [0-9a-f]{64}.*npm install/);
  });

  test(`${name} missing is told by its name`, async (t) => {
    const folder = await copyOfWeights(t);
    await rm(join(folder, name));
    const error = await t.throwsAsync(readWeights(MODEL, folder), { instanceOf: WeightsError });
    t.true(error.message.includes(join(folder, name)));
    t.regex(error.message, /cannot be read.*npm install/);
  });
}

test('A model of which the manifest knows nothing is refused', async (t) => {
  await t.throwsAsync(readWeights('nobody'), { instanceOf: WeightsError, message: /nobody_model/ });
});

async function copyOfWeights(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-weights-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const name of FILES) await copyFile(join(weightsFolder(), name), join(folder, name));
  return folder;
}
