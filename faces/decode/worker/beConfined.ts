import { rmSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { CHANNEL, hear, LIFELINE, tell } from './channel.ts';

/**
 * Makes this process one that startConfined.ts has started: it says that it is ready, gives every message to `take`,
 * and ends with its parent.
 * @returns what tells the parent something
 */
export function beConfined<M extends object>(take: (message: M) => void): (message: object) => void {
  // Ctrl-C reaches every process of the terminal; the parent alone decides when this one ends.
  process.on('SIGINT', () => {});
  const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
  const end = () => {
    if (process.env.TMPDIR) rmSync(process.env.TMPDIR, { recursive: true, force: true });
    process.exit();
  };
  channel.on('close', end).on('error', end);
  // What nobody has caught is a crash; an exit would wait for ever for the thread that waits for the parent's end. Not
  // with a signal that only another process sends (startConfined.ts), nor one that leaves a core file.
  process.on('uncaughtException', (error) => {
    writeSync(2, String(error.stack));
    process.kill(process.pid, 'SIGUSR2');
  });
  hear<M>(channel, take);
  tell(channel, { ready: true });
  flushCompileCache();
  return (message) => tell(channel, message);
}

let watched = false;

/**
 * Ends the process with its parent also while this thread computes without a pause, and cannot see that the parent has
 * gone. A bundler needs lifeline.mjs as an entry of its own, beside the one that this is in.
 */
export function watchParent(): void {
  if (watched) return;
  watched = true;
  new Worker(new URL('./lifeline.mjs', import.meta.url), {
    workerData: { fd: LIFELINE, folder: process.env.TMPDIR },
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
}
