import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSettings } from '../../config/settings.ts';
import { prepareModels } from '../../weights/models.ts';
import { progress } from '../report/options.ts';
import { type Spread, spread } from '../report/statistics.ts';
import { startFlags, startScript } from './startCommand.ts';

export interface StartsFigures {
  starts: number;
  /** Seconds from the start of the process until it says where it is, all parts ready: on an empty folder, */
  fresh: Spread;
  /** and on the folder that the start before has left. */
  again: Spread;
}

class StartError extends Error {
  override name = 'StartError';
}

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Starts what `npm start` starts, functions with their networks included, and stops it in order. npm's own time is not
 * in it, nor is the conversion of the weights, which the very first start does once.
 */
export async function measureStarts(starts: number): Promise<StartsFigures> {
  const settings = readSettings();
  if (settings.engine === 'onnx') await prepareModels(settings.precision);
  const fresh: number[] = [];
  const again: number[] = [];
  for (let index = 0; index < starts; index++) {
    progress(`Start ${index + 1} of ${starts} ...`);
    const dir = await mkdtemp(join(tmpdir(), 'face-inbox-start-'));
    try {
      fresh.push(await startOnce(dir));
      again.push(await startOnce(dir));
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }
  return { starts, fresh: spread(fresh), again: spread(again) };
}

/** @throws StartError */
async function startOnce(dir: string): Promise<number> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [...startFlags, join(ROOT, startScript), '--port', '0', '--data', dir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exit = once(child, 'exit');
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    if (!/^ *endpoint +http/m.test(printed)) continue;
    const seconds = (performance.now() - started) / 1000;
    child.kill('SIGTERM');
    child.stdout.resume();
    await exit;
    return seconds;
  }
  const [code, signal] = await exit;
  throw new StartError(
    `A start ended with ${signal ?? `exit code ${code}`} before it was ready; it has printed: ${printed}`,
  );
}
