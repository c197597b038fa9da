import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { serverProgram } from './servers.ts';
import { LOGS } from './theStack.ts';

/** With it no server outlives this process, however that ends. */
const LIFELINE = join(import.meta.dirname, 'lifeline.py');

export interface Server {
  port: number;
  /** All that it has printed. */
  output(): string;
  /** As soon as it has printed something that matches. */
  printed(pattern: RegExp): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server that takes its port from outside, and waits until it answers. What it prints is in `build/logs`, too.
 * @param answers whether it does
 */
export async function startServer(options: {
  program: string;
  argv(port: number): string[];
  env(port: number): Record<string, string>;
  cwd: string;
  answers(port: number): Promise<boolean>;
}): Promise<Server> {
  const { program, argv, env, cwd, answers } = options;
  const port = await freePort();
  // Not this process' own environment: settings of its would be those of the functions.
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  const child = spawn(serverProgram('python3'), [LIFELINE, program, ...argv(port)], {
    cwd,
    env: { PATH, ...env(port) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  mkdirSync(LOGS, { recursive: true });
  const log = createWriteStream(join(LOGS, `${basename(program)}-${port}.log`));
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      printed.push(data);
      log.write(data);
      for (const look of waiting) look();
    });
  const output = () => Buffer.concat(printed).toString();
  const ended = new Promise<void>((resolve) => child.once('close', () => log.end(resolve)));
  try {
    while (!(await answers(port)))
      if (child.exitCode !== null) throw new Error(`${program} ended at its start:\n${output()}`);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    port,
    output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(output())) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        ended.then(() => reject(new Error(`${program} ended without ${pattern}`)));
      }),
    stop: () => end(child, ended),
  };
}

/** One that another process could take in between; then the server says so. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}
