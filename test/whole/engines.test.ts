import { createRequire } from 'node:module';
import { join } from 'node:path';
import ava from 'ava';
import { sample } from '../support/samples.ts';
import { startProcess } from '../support/startProcess.ts';
import { startStack } from '../support/startStack.ts';

const folder = join(import.meta.dirname, '../../engines/tfjs-node');

function isThere(): boolean {
  try {
    createRequire(join(folder, 'package.json')).resolve(
      '@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node',
    );
    return true;
  } catch {
    return false;
  }
}

/** Without its native library this is named as skipped; in CI it fails then. */
const withTfjsNode = isThere() || process.env.CI ? ava.serial : ava.serial.skip;

withTfjsNode(
  'with FACE_ENGINE=tfjs-node the whole way runs on native TensorFlow, and results say so',
  async (t) => {
    const stack = await startStack({ FACE_ENGINE: 'tfjs-node' });
    try {
      const { item } = await stack.analysed('sample1.jpg', await sample(1));
      if (item.status !== 'analysed') throw new Error(item.status);
      t.is(item.faceCount, 3);
      t.deepEqual(item.engine, { name: 'tfjs-node', weights: 'face-api 1.7.15' });
      t.deepEqual(stack.errors, []);
    } finally {
      await stack.stop();
    }
  },
);

ava.serial('the engine is told at the start', async (t) => {
  const running = startProcess(['--port', '0', '--ephemeral']);
  t.regex(await running.line(/^ +engine +/), /tfjs-wasm/);
  running.signal('SIGINT');
  t.is(await running.ended, 0);
});
