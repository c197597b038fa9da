import { readFileSync } from 'node:fs';

/**
 * Calls `onExceeded` once the resident memory of `pid` is above `limitMb`, looked at every `everyMs`, and gives
 * the function that ends the watch. Lambda kills at the limit with a cgroup, which an ordinary user cannot
 * make; a process that grows and shrinks between two looks is not caught. Linux only: elsewhere there is no
 * /proc, and nothing but the JavaScript heap is limited.
 */
export function watchMemory(pid: number, limitMb: number, onExceeded: () => void, everyMs = 500): () => void {
  if (process.platform !== 'linux') return () => {};
  const timer = setInterval(() => {
    if (residentMb(pid) <= limitMb) return;
    clearInterval(timer);
    onExceeded();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** VmRSS of /proc/<pid>/status is in kB whatever the page size (statm counts pages: 4, 16 or 64 kB). */
function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has just ended
  }
}
