import { readdirSync, readFileSync } from 'node:fs';

/** A process of the function that analyses, and what decodes photos for it. */
export interface FunctionProcess {
  pid: number;
  /** Units of 2^20 bytes, resident. */
  memoryMb: number;
  /** Absent while it is being replaced. */
  decoder?: { pid: number; memoryMb: number };
}

/** As /proc shows them, so on Linux alone: the descendants of `host` that run this function. */
export function functionProcesses(host: number, name: string): FunctionProcess[] {
  return childrenOf(host)
    .filter((pid) => read(pid, 'environ').split('\0').includes(`AWS_LAMBDA_FUNCTION_NAME=${name}`))
    .map((pid) => {
      const decoder = childrenOf(pid).find((child) => read(child, 'cmdline').includes('decoderProcess'));
      return {
        pid,
        memoryMb: residentMb(pid),
        ...(decoder !== undefined && { decoder: { pid: decoder, memoryMb: residentMb(decoder) } }),
      };
    })
    .filter(({ memoryMb }) => memoryMb > 0);
}

/** Of the process's every thread that starts programs. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      read(pid, `task/${thread}/children`).split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** 0 where it has just ended. */
function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1024;
}

/** Empty where it has just ended. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
