import { join } from 'node:path';
import { ChildError, LeftOut, startChild } from '../child/startChild.ts';
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

const SCRIPT = join(import.meta.dirname, 'engineProcess.ts');

/**
 * Starts the process and waits until its engine is open.
 * @throws LeftOut, ChildError
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
 * @throws LeftOut, ChildError
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
  const child = startChild(SCRIPT, { values, environment });
  return {
    send: (request: Request) => child.send(request),
    async opened() {
      const opened = await child.next<Opened>();
      if ('leftOut' in opened) throw new LeftOut(opened.leftOut);
      return opened;
    },
    async answer<A extends Answer>(): Promise<A> {
      const answer = await child.next<Answer>();
      if ('failed' in answer) throw new ChildError(`${name} failed: ${answer.failed}`);
      return answer as A;
    },
    end: child.kill,
  };
}
