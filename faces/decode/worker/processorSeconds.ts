import { readFileSync } from 'node:fs';

/** Linux gives times to programs in hundredths of a second, whatever its own tick (proc(5), `sysconf(_SC_CLK_TCK)`). */
const TICKS = 100;

/** Processor time of a process, all its threads; undefined where there is no /proc, or the process has ended. */
export function processorSeconds(pid: number): number | undefined {
  try {
    // After the name, which can hold spaces and brackets, utime and stime are the 12th and 13th (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
}
