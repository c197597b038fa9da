import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { inProcess } from './support/inProcess.ts';
import { TFJS_NODE, testWith } from './support/needs.ts';
import { ROOT } from './support/project.ts';

interface Outcome {
  opened: string[];
  error?: { name: string; message: string; cause: string };
}

for (const [engine, missing] of [
  ['tfjs-node', '@tensorflow/tfjs-node'],
  ['tfjs-wasm', '@tensorflow/tfjs-backend-wasm'],
] as const)
  test.serial(
    `${engine} that is not installed is an EngineError with the remedy, and nothing else is opened`,
    async (t) => {
      const project = await projectWithoutTensorFlow(t);
      const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', project, engine);
      t.deepEqual(opened, []);
      t.is(error?.name, 'EngineError');
      t.is(
        error!.message,
        `FACE_ENGINE is ${engine}, but ${missing} is not installed in engines/${engine}, or does not load here. ` +
          `Run \`npm run engine:${engine}\` once, or use FACE_ENGINE=onnx.`,
      );
      t.true(error!.cause.includes(`Cannot find module '${missing}'`), error!.cause);
    },
  );

testWith('tfjs-node')('tfjs-node without its native library is an EngineError with the remedy', async (t) => {
  const project = await projectWithoutTensorFlow(t);
  await linkTfjsNodeWithoutAddon(project);
  const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', project, 'tfjs-node');
  t.deepEqual(opened, []);
  t.is(error?.name, 'EngineError');
  t.regex(error!.message, /npm run engine:tfjs-node/);
  t.regex(error!.cause, /native addon|tfjs_binding/);
});

test.serial(
  'onnx where ONNX Runtime has no library for the machine is an EngineError with the remedy',
  async (t) => {
    const project = await projectWithoutTensorFlow(t);
    const installed = join(project, 'node_modules/onnxruntime-node');
    await rm(installed);
    await copyBut(join(ROOT, 'node_modules/onnxruntime-node'), installed, ['bin']);
    const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', project, 'onnx');
    t.deepEqual(opened, []);
    t.is(error?.name, 'EngineError');
    t.regex(error!.message, /FACE_ENGINE is onnx.*FACE_ENGINE=tfjs-wasm/);
    t.regex(error!.cause, /onnxruntime_binding\.node/);
  },
);

testWith('tfjs-wasm')(
  'tfjs-wasm where Node.js has no WebAssembly is an EngineError with the remedy',
  async (t) => {
    const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', ROOT, '-WebAssembly', 'tfjs-wasm');
    t.deepEqual(opened, []);
    t.is(error?.name, 'EngineError');
    t.regex(error!.message, /FACE_ENGINE is tfjs-wasm.*WebAssembly.*npm install/);
  },
);

testWith('tfjs-wasm')(
  'A second engine of TensorFlow.js in one process is refused: it would take the first one over',
  async (t) => {
    const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', ROOT, 'tfjs-wasm', 'tfjs-node');
    t.deepEqual(opened, ['tfjs-wasm']);
    t.is(error?.name, 'EngineError');
    t.regex(error!.message, /tfjs-node cannot be opened beside tfjs-wasm.*another process/);
  },
);

testWith('tfjs-wasm')('The same engine opens twice, and onnx beside it', async (t) => {
  const engines = ['tfjs-wasm', 'onnx', 'tfjs-wasm', 'onnx'];
  t.deepEqual(await inProcess<Outcome>('openAnEngine.ts', ROOT, ...engines), { opened: engines });
});

/** As much of the project as the engines need, with its own packages and none of engines/. */
async function projectWithoutTensorFlow(t: ExecutionContext): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'face-inbox-engine-'));
  t.teardown(() => rm(project, { recursive: true }));
  for (const part of ['faces', 'config', 'weights', 'package.json'])
    await copyBut(join(ROOT, part), join(project, part), ['models']);
  await linkAll(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  return project;
}

/** The packages of tfjs-node, and of the one with the library a copy as npm leaves it where no install script runs. */
async function linkTfjsNodeWithoutAddon(project: string) {
  const from = join(ROOT, 'engines/tfjs-node/node_modules');
  const to = join(project, 'engines/tfjs-node/node_modules');
  await linkAll(from, to);
  await linkAll(dirname(TFJS_NODE), join(to, '@tensorflow'), 'tfjs-node');
  await copyBut(TFJS_NODE, join(to, '@tensorflow/tfjs-node'), ['lib', 'deps', 'build']);
}

/** A folder without those of its folders. */
function copyBut(from: string, to: string, left: string[]) {
  const without = left.map((name) => join(from, name));
  return cp(from, to, { recursive: true, filter: (path) => !without.includes(path) });
}

async function linkAll(from: string, to: string, but = '@tensorflow') {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) if (name !== but) await symlink(join(from, name), join(to, name));
}
