import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever its kernel's own tick (proc(5), USER_HZ). */
const TICKS = 100;

/** Processor time, in seconds, that this process and its living children have used so far. */
export interface ProcessorSeconds {
  /** This process: the local services, and who drops and listens. */
  services: number;
  /** Its children: the functions. Null where the system has no /proc to read it from. */
  functions: number | null;
}

export function processorSeconds(): ProcessorSeconds {
  const { user, system } = process.cpuUsage();
  return { services: (user + system) / 1e6, functions: childrensSeconds() };
}

function childrensSeconds(): number | null {
  if (process.platform !== 'linux') return null;
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const fields = statOf(pid);
    if (fields && Number(fields[1]) === process.pid) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS;
}

/** The fields of /proc/<pid>/stat behind the process's name, which may hold anything; undefined once it has ended. */
function statOf(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
