import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Child {
  process: ChildProcess;
  /** The next line that no call has given yet; undefined once it has ended. */
  next(): Promise<string | undefined>;
  ended: Promise<void>;
}

/** Runs a program of this folder. */
export function startChild(program: string, args: string[]): Child {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  child.stdin.on('error', () => {}); // of one that was killed
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    process: child,
    ended,
    next: async () => {
      const { done, value } = await lines.next();
      return done ? undefined : value;
    },
  };
}
