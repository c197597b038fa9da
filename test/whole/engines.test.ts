import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ava from 'ava';
import { command } from '../cli/command.ts';
import { testWith } from '../faces/support/needs.ts';
import { demoPath, ROOT } from '../faces/support/project.ts';
import { sample } from '../support/samples.ts';
import { startProcess } from '../support/startProcess.ts';
import { startStack } from '../support/startStack.ts';

for (const engine of ['tfjs-node', 'tfjs-wasm'] as const)
  testWith(engine)(`with FACE_ENGINE=${engine} the whole way runs on it, and results say so`, async (t) => {
    const stack = await startStack({ FACE_ENGINE: engine });
    try {
      const { item } = await stack.analysed('sample1.jpg', await sample(1));
      if (item.status !== 'analysed' || item.kind) throw new Error(item.status);
      t.is(item.faceCount, 3);
      t.deepEqual(item.engine, { name: engine, weights: 'face-api 1.7.15' });
      t.deepEqual(stack.errors, []);
    } finally {
      await stack.stop();
    }
  });

ava.serial('npm start, its functions and the command load no module of TensorFlow.js', async (t) => {
  const { started, commanded } = await modulesOf({});
  for (const [modules, own] of [
    [started, ['local/start.ts', 'functions/analyse/handler.ts', 'faces/decode/worker/decoderProcess.ts']],
    [commanded, ['cli/main.ts', 'cli/commands/doctor.ts']],
  ] as const) {
    for (const file of own) t.true(modules.includes(pathToFileURL(join(ROOT, file)).href), file);
    t.true(modules.some((url) => url.endsWith('onnxruntime_binding.node')));
    t.deepEqual(modules.filter(ofTensorflow), []);
  }
});

testWith('tfjs-wasm')('with FACE_ENGINE=tfjs-wasm they do, and load no ONNX Runtime', async (t) => {
  for (const modules of Object.values(await modulesOf({ FACE_ENGINE: 'tfjs-wasm' }))) {
    t.true(modules.some(ofTensorflow));
    t.false(modules.some((url) => url.includes('onnxruntime')));
  }
});

ava.serial('the engine is told at the start', async (t) => {
  const running = startProcess(['--port', '0', '--ephemeral']);
  t.regex(await running.line(/^ +engine +/), /onnx/);
  running.signal('SIGINT');
  t.is(await running.ended, 0);
});

/** Its packages, and face-api's code, of which the weights are all that is needed otherwise. */
const ofTensorflow = (url: string) => /@tensorflow|face-api\/dist/.test(url);

/** What `npm start` and its functions load to analyse a photo, and what the command does to drop and to check. */
async function modulesOf(environment: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-modules-'));
  const recording = (name: string) => {
    const hook = pathToFileURL(join(ROOT, 'test/faces/support/recordModules.ts'));
    hook.search = encodeURIComponent(join(folder, name));
    return { ...environment, NODE_OPTIONS: `--import=${hook.href} --disable-warning=ExperimentalWarning` };
  };
  const running = startProcess(['--port', '0', '--ephemeral'], recording('started'));
  try {
    const run = command(await running.endpoint());
    const dropped = await run(['drop', demoPath(1), '--wait'], { environment: recording('commanded') });
    if (!dropped.stdout.includes('3 faces')) throw new Error(JSON.stringify(dropped));
    const checked = await run(['doctor'], { environment: recording('commanded') });
    if (checked.code !== 0) throw new Error(JSON.stringify(checked));
    const urls = async (name: string) => (await readFile(join(folder, name), 'utf8')).split('\n');
    return { started: await urls('started'), commanded: await urls('commanded') };
  } finally {
    running.signal('SIGINT');
    await running.ended;
    await rm(folder, { recursive: true, force: true });
  }
}
