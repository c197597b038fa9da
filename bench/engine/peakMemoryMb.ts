import { readFile } from 'node:fs/promises';

/**
 * The most resident memory that this process has had, in units of 2^20 bytes. On Linux it is VmHWM, since the
 * maxRSS of getrusage(2) there begins with that of the process which started this one.
 */
export async function peakMemoryMb(): Promise<number> {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const status = await readFile('/proc/self/status', 'latin1');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 1024;
}
