import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');

export interface StartProcess {
  /** All lines that it has printed. */
  lines: string[];
  child: ChildProcess;
  endpoint(): Promise<string>;
  /** The first line, printed already or later, that matches; rejects when the process ends before. */
  line(pattern: RegExp): Promise<string>;
  /** As Ctrl-C in a terminal: to the whole process group. */
  signal(signal: NodeJS.Signals): void;
  ended: Promise<number | null>;
}

/** What `npm start -- ...` runs, or another program, as a process of its own. */
export function startProcess(
  args: string[],
  environment: Record<string, string> = {},
  { program = [process.execPath, 'local/main.ts'], cwd = ROOT } = {},
): StartProcess {
  const [file = '', ...first] = program;
  const child = spawn(file, [...first, ...args], {
    cwd,
    detached: true,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find((one) => pattern.test(one));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      ended.then(() => reject(new Error(`ended without ${pattern}:\n${lines.join('\n')}`)));
    });
  return {
    lines,
    child,
    ended,
    line,
    endpoint: async () => (await line(/endpoint +http/)).trim().split(/ +/)[1]!,
    signal: (signal) => void process.kill(-child.pid!, signal),
  };
}
