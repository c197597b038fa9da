import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import manifest from '../../weights/manifest.json' with { type: 'json' };
import {
  convertModel,
  fileName,
  hash,
  keep,
  modelFile,
  type Network,
  type Precision,
} from '../../weights/models.ts';
import { WeightsError } from '../../weights/WeightsError.ts';

const SMALL = 'face_landmark_68';
const accepted = (network: Network, precision: Precision) =>
  (manifest.models as Record<string, string>)[fileName(network, precision)]!;

for (const network of ['ssd_mobilenetv1', 'face_recognition'] as const)
  test(`${network} in 8 bits is converted to the same bytes each time`, async (t) => {
    const first = await convertModel(network, 'int8');
    t.true(first.equals(await convertModel(network, 'int8')));
    t.is(hash(first), accepted(network, 'int8'));
  });

test('A network that stays in floats is one file for both precisions', (t) => {
  t.is(fileName(SMALL, 'int8'), fileName(SMALL, 'fp32'));
  t.not(fileName('face_recognition', 'int8'), fileName('face_recognition', 'fp32'));
});

test('A missing model is made, and nothing else is left in the folder', async (t) => {
  const folder = join(await temporary(t), 'models');
  const path = await modelFile(SMALL, 'fp32', folder);
  t.is(hash(await readFile(path)), accepted(SMALL, 'fp32'));
  t.deepEqual(await readdir(folder), [fileName(SMALL, 'fp32')]);
});

test('A model of another version is made anew', async (t) => {
  const folder = await temporary(t);
  const path = join(folder, fileName(SMALL, 'fp32'));
  await writeFile(path, 'another');
  t.is(await modelFile(SMALL, 'fp32', folder), path);
  t.is(hash(await readFile(path)), accepted(SMALL, 'fp32'));
});

test('A model that cannot be read is told by its path, with what to do', async (t) => {
  const folder = await temporary(t);
  const path = join(folder, fileName(SMALL, 'fp32'));
  await mkdir(path);
  const error = await t.throwsAsync(modelFile(SMALL, 'fp32', folder), { instanceOf: WeightsError });
  t.true(error.message.includes(path));
  t.regex(error.message, /cannot be read.*delete it/);
});

test('A folder that cannot be made is told by the path, with what to do', async (t) => {
  const file = join(await temporary(t), 'file');
  await writeFile(file, '');
  const error = await t.throwsAsync(keep(join(file, 'models', 'one.onnx'), new Uint8Array(1)), {
    instanceOf: WeightsError,
  });
  t.true(error.message.includes(join(file, 'models')));
  t.regex(error.message, /cannot be written.*npm run weights/);
});

async function temporary(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-models-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}
