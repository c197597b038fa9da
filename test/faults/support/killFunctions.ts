import { execFileSync } from 'node:child_process';

/** The processes in which functions run that this process has started. */
export function functionProcesses(): number[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'args='], { encoding: 'utf8' });
  return all.split('\n').flatMap((line) => {
    const [pid, parent, ...words] = line.trim().split(/\s+/);
    return Number(parent) === process.pid && /lambda\/runtime\.ts/.test(words.join(' ')) ? [Number(pid)] : [];
  });
}

/** As the kernel does it for want of memory. */
export function killFunctions(): void {
  for (const pid of functionProcesses()) process.kill(pid, 'SIGKILL');
}
