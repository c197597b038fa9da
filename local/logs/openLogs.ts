import type { LogLine } from '../lambda/openLambdaHost.ts';

/** Of each function so much of its newest output is kept, in memory: until the process ends. */
const KEPT_LINES = 10_000;
const KEPT_BYTES = 8 * 1024 * 1024;

export interface LogEvent {
  /** Grows from line to line, over all groups. */
  id: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  stream: string;
  message: string;
  requestId?: string;
}

export interface LogGroup {
  name: string;
  createdAt: number;
  /** In the order in which they were written. */
  events: LogEvent[];
  bytes: number;
}

export interface Logs {
  record(line: LogLine): void;
  groups(): LogGroup[];
}

/** What functions write, for who asks later: CloudWatch Logs without a disk. */
export function openLogs(functions: string[], now: () => number = Date.now): Logs {
  const groups = new Map<string, LogGroup>(
    functions.map((name) => [name, { name: `/aws/lambda/${name}`, createdAt: now(), events: [], bytes: 0 }]),
  );
  let id = 0;
  return {
    record({ function: name, line: message, logStream: stream, requestId }) {
      const group = groups.get(name);
      if (!group) return;
      group.events.push({
        id: ++id,
        timestamp: now(),
        stream,
        message,
        ...(requestId !== undefined && { requestId }),
      });
      group.bytes += message.length;
      while (group.events.length > KEPT_LINES || group.bytes > KEPT_BYTES)
        group.bytes -= group.events.shift()?.message.length ?? group.bytes;
    },
    groups: () => [...groups.values()],
  };
}
