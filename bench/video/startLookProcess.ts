import { join } from 'node:path';
import { LeftOut, startChild } from '../child/startChild.ts';
import type { LookAnswer, LookRequest, Opened } from './lookProcess.ts';

/** A process with an engine and a decoder, as a function's: one chunk at a time. */
export interface LookProcess {
  look(request: LookRequest): Promise<LookAnswer>;
  stop(): Promise<void>;
}

/**
 * Starts it and waits until its engine is open.
 * @param environment of its settings
 * @throws LeftOut where the engine cannot run on this machine; ChildError where the process ends
 */
export async function startLookProcess(environment: Record<string, string>): Promise<LookProcess> {
  const script = join(import.meta.dirname, 'lookProcess.ts');
  const child = startChild(script, { environment: { THREADS: '1', ...environment } });
  const opened = await child.next<Opened>();
  if (opened !== 'ready') throw new LeftOut(opened.leftOut);
  return {
    look(request) {
      child.send(request);
      return child.next<LookAnswer>();
    },
    stop: child.kill,
  };
}
