import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { functionProcesses } from '../faults/support/killFunctions.ts';
import type { Exchange } from '../faults/support/openFaultyProxy.ts';

/** Kills the function's process that has sent this request, and no other, as the kernel does it for want of memory. Linux alone tells. */
export function killAsker({ socket }: Exchange): void {
  const port = socket.remotePort!.toString(16).toUpperCase().padStart(4, '0');
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  const line = lines.find((one) => one.trim().split(/\s+/)[1]?.endsWith(`:${port}`));
  const link = `socket:[${line?.trim().split(/\s+/)[9]}]`;
  const asker = functionProcesses().find((pid) => linksOf(pid).includes(link));
  if (asker === undefined) throw new Error(`No process of a function has the port ${socket.remotePort}.`);
  process.kill(asker, 'SIGKILL');
}

function linksOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return []; // closed meanwhile
    }
  });
}
