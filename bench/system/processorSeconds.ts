import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever its kernel's own tick (proc(5), USER_HZ). */
const TICKS = 100;

/** Processor time, in seconds, that this process and its living descendants have used so far. */
export interface ProcessorSeconds {
  /** This process: the local services, and who drops and listens. */
  services: number;
  /** Its descendants: the functions, and what decodes for them. Null where the system has no /proc to read it from. */
  functions: number | null;
}

export function processorSeconds(): ProcessorSeconds {
  const { user, system } = process.cpuUsage();
  return { services: (user + system) / 1e6, functions: childrensSeconds() };
}

function childrensSeconds(): number | null {
  if (process.platform !== 'linux') return null;
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const fields = new Map(all.map((pid) => [Number(pid), statOf(pid)]));
  const parentOf = (pid: number) => Number(fields.get(pid)?.[1] ?? 0);
  const isOurs = (pid: number): boolean => pid !== 0 && (pid === process.pid || isOurs(parentOf(pid)));
  let ticks = 0;
  for (const [pid, stat] of fields)
    if (stat && isOurs(parentOf(pid))) ticks += Number(stat[11]) + Number(stat[12]);
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
