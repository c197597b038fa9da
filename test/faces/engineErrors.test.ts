import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { inProcess } from './support/inProcess.ts';
import { testWith, tfjsNodeFolder } from './support/needs.ts';
import { ROOT } from './support/project.ts';

interface Outcome {
  opened: string[];
  error?: { name: string; message: string; cause: string };
}

test.serial(
  'tfjs-node that is not installed is an EngineError with the remedy, and nothing else is opened',
  async (t) => {
    const project = await copyOfProject(t);
    const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', project, 'tfjs-node');
    t.deepEqual(opened, []);
    t.is(error?.name, 'EngineError');
    t.regex(error!.message, /FACE_ENGINE is tfjs-node.*npm run engine:tfjs-node.*FACE_ENGINE=tfjs-wasm/);
    t.regex(error!.cause, /Cannot find module '@tensorflow\/tfjs-node'/);
  },
);

testWith('tfjs-node')('tfjs-node without its native library is an EngineError with the remedy', async (t) => {
  const project = await copyOfProject(t);
  await linkPackagesWithoutAddon(project);
  const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', project, 'tfjs-node');
  t.deepEqual(opened, []);
  t.is(error?.name, 'EngineError');
  t.regex(error!.message, /npm run engine:tfjs-node/);
  t.regex(error!.cause, /native addon|tfjs_binding/);
});

test.serial('tfjs-wasm where Node.js has no WebAssembly is an EngineError with the remedy', async (t) => {
  const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', ROOT, '-WebAssembly', 'tfjs-wasm');
  t.deepEqual(opened, []);
  t.is(error?.name, 'EngineError');
  t.regex(error!.message, /FACE_ENGINE is tfjs-wasm.*npm install/);
});

test.serial('A second engine in one process is refused: it would take the first one over', async (t) => {
  const { opened, error } = await inProcess<Outcome>('openAnEngine.ts', ROOT, 'tfjs-wasm', 'tfjs-node');
  t.deepEqual(opened, ['tfjs-wasm']);
  t.is(error?.name, 'EngineError');
  t.regex(error!.message, /tfjs-node cannot be opened beside tfjs-wasm.*another process/);
});

test.serial('The same engine opens twice', async (t) => {
  const outcome = await inProcess<Outcome>('openAnEngine.ts', ROOT, 'tfjs-wasm', 'tfjs-wasm');
  t.deepEqual(outcome, { opened: ['tfjs-wasm', 'tfjs-wasm'] });
});

/** As much of the project as the engines need, without any package. */
async function copyOfProject(t: ExecutionContext): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'face-inbox-engine-'));
  t.teardown(() => rm(project, { recursive: true }));
  for (const part of ['faces', 'config', 'weights', 'package.json'])
    await cp(join(ROOT, part), join(project, part), { recursive: true });
  return project;
}

/** All packages, and of tfjs-node a copy as npm leaves it where install scripts do not run. */
async function linkPackagesWithoutAddon(project: string) {
  // The node_modules in which tfjs-node lies.
  const from = join(tfjsNodeFolder()!, '../..');
  const to = join(project, 'node_modules');
  await mkdir(join(to, '@tensorflow'), { recursive: true });
  for (const name of await readdir(from))
    if (name !== '@tensorflow') await symlink(join(from, name), join(to, name));
  for (const name of await readdir(join(from, '@tensorflow')))
    if (name !== 'tfjs-node') await symlink(join(from, '@tensorflow', name), join(to, '@tensorflow', name));
  await cp(join(from, '@tensorflow/tfjs-node'), join(to, '@tensorflow/tfjs-node'), {
    recursive: true,
    filter: (path) => !/tfjs-node\/(lib|deps|build)$/.test(path),
  });
}
