import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import type { Contestant } from './contestants.ts';
import type { Answer, FinderFacts, NetworkAnswer, Opened, PhotoAnswer, Request } from './engineProcess.ts';

/** A process that runs one engine: one request at a time. */
export interface EngineProcess {
  /** The engine, and how it is used. */
  about: FinderFacts;
  /** Of the engine, in milliseconds. */
  loadMs: number;
  /** Analyses the photo in that file. */
  analyse(photo: string): Promise<PhotoAnswer>;
  /** Runs one network on its inputs. */
  run(request: Extract<Request, { network: unknown }>): Promise<NetworkAnswer>;
  stop(): Promise<void>;
}

/** The engine's process ended, or failed at what it was asked. */
class EngineProcessError extends Error {
  override name = 'EngineProcessError';
}

/** The engine is not installed, or does not run on this machine; the message says what to do. */
export class LeftOut extends Error {
  override name = 'LeftOut';
}

const SCRIPT = join(import.meta.dirname, 'engineProcess.ts');

/**
 * Starts the process and waits until its engine is open.
 * @throws LeftOut, EngineProcessError
 */
export async function startEngineProcess(contestant: Contestant): Promise<EngineProcess> {
  const child = startScript(contestant, []);
  const opened = await child.opened();
  const ask = async <A extends Answer>(request: Request): Promise<A> => {
    child.send(request);
    return child.answer<A>();
  };
  return {
    ...opened,
    analyse: (photo) => ask<PhotoAnswer>({ photo }),
    run: (request) => ask<NetworkAnswer>(request),
    stop: child.end,
  };
}

/**
 * Starts a process for one photo alone.
 * @returns its answer, the milliseconds that its engine took to load, and those from the start to the answer.
 * @throws LeftOut, EngineProcessError
 */
export async function analyseInFreshProcess(
  contestant: Contestant,
  photo: string,
): Promise<PhotoAnswer & { loadMs: number; sinceStartMs: number }> {
  const started = performance.now();
  const child = startScript(contestant, [photo]);
  const { loadMs } = await child.opened();
  const answer = await child.answer<PhotoAnswer>();
  const sinceStartMs = performance.now() - started;
  await child.end();
  return { ...answer, loadMs, sinceStartMs };
}

function startScript({ name, environment }: Contestant, values: string[]) {
  const child = fork(SCRIPT, values, {
    env: { ...process.env, ...environment },
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
    throw new EngineProcessError(
      `The process of ${name} ended with ${signal ?? `exit code ${code}`} instead of an answer; ` +
        'what it has printed says why.',
    );
  };
  return {
    send: (request: Request) => void child.send(request),
    async opened() {
      const opened = await next<Opened>();
      if ('leftOut' in opened) throw new LeftOut(opened.leftOut);
      return opened;
    },
    async answer<A extends Answer>(): Promise<A> {
      const answer = await next<Answer>();
      if ('failed' in answer) throw new EngineProcessError(`${name} failed: ${answer.failed}`);
      return answer as A;
    },
    async end(): Promise<void> {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
