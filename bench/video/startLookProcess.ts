import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import { LeftOut } from '../engine/startEngineProcess.ts';
import type { LookAnswer, LookRequest, Opened } from './lookProcess.ts';

/** A process with an engine and a decoder, as a function's: one chunk at a time. */
export interface LookProcess {
  look(request: LookRequest): Promise<LookAnswer>;
  stop(): Promise<void>;
}

/** A process ended that was to look at a film. */
class LookProcessError extends Error {
  override name = 'LookProcessError';
}

/**
 * Starts it and waits until its engine is open.
 * @param environment of its settings
 * @throws LeftOut where the engine cannot run on this machine
 */
export async function startLookProcess(environment: Record<string, string>): Promise<LookProcess> {
  const child = fork(join(import.meta.dirname, 'lookProcess.ts'), {
    env: { ...process.env, THREADS: '1', ...environment },
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // stdout is for the result: whatever a library prints goes to stderr.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const exit = once(child, 'exit');
  const messages = on(child, 'message', { close: ['disconnect'] });
  const next = async <M>(): Promise<M> => {
    const { value, done } = await messages.next();
    if (!done) return value[0];
    const [code, signal] = await exit;
    throw new LookProcessError(
      `The process that looks at the film ended with ${signal ?? `exit code ${code}`}; what it printed says why.`,
    );
  };
  const opened = await next<Opened>();
  if (opened !== 'ready') throw new LeftOut(opened.leftOut);
  return {
    look(request) {
      child.send(request);
      return next<LookAnswer>();
    },
    async stop() {
      child.kill();
      await exit;
    },
  };
}
