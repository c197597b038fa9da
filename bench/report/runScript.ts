import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * Runs one benchmark's script in a process of its own, so that none leaves anything behind for the next.
 * @param script its path below bench/
 * @param capture gives what it prints; else that goes where this process prints
 */
export async function runScript(
  script: string,
  values: string[],
  capture: boolean,
): Promise<{ code: number; printed: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', script), ...values], {
    stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
  });
  const [[code], printed] = await Promise.all([once(child, 'exit'), child.stdout ? text(child.stdout) : '']);
  return { code: code ?? 1, printed };
}
