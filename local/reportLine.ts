import { clock } from '../terminal/clock.ts';
import { printable } from '../terminal/printable.ts';
import type { LogLine } from './lambda/openLambdaHost.ts';

/** What functions log of a change; see changes/logOutcome.ts. */
interface ChangeLine {
  message: 'change';
  timestamp: string;
  key: string;
  ms: number;
  skipped?: string;
  handedOver?: 'video';
  status?: 'analysing' | 'analysed' | 'enrolled' | 'rejected' | 'removed';
  faces?: number;
  people?: string[];
  unknown?: number;
  person?: string;
  reason?: string;
  explanation?: string;
  /** Of a video, in seconds. */
  duration?: number;
  chunks?: number;
  frames?: number;
  spans?: { person: string; from: number; to: number }[];
  missing?: { from: number; to: number }[];
}

/** A line of a function's log in words; undefined for what nobody at a terminal needs to know. */
export function reportLine({ function: name, line }: LogLine): string | undefined {
  const entry = parse(line);
  // A function that cannot start says so in the error of the start as well.
  if (line.includes('\tERROR\tInit Error\t')) return undefined;
  if (!entry) return line.trim() === '' ? undefined : `! ${name}: ${printable(line)}`;
  if (entry.message === 'change' && typeof entry.key === 'string')
    return changeLine(entry as unknown as ChangeLine);
  // Metrics, of what another line tells of.
  if ('_aws' in entry) return undefined;
  if (entry.level === 'INFO' || entry.level === 'DEBUG') return undefined;
  const error = entry.error as { message?: string } | undefined;
  return `! ${name}: ${printable([entry.message, error?.message].filter(Boolean).join(': '))}`;
}

/** Where a video was handed over, another line tells what comes of it. */
function changeLine(entry: ChangeLine): string | undefined {
  if (entry.handedOver) return undefined;
  const time = new Date(entry.timestamp).toTimeString().slice(0, 8);
  return `${time}  ${printable(entry.key).padEnd(32)}  ${printable(inWords(entry))}  ${entry.ms} ms`;
}

function inWords(entry: ChangeLine): string {
  const { skipped, status, faces = 0, people = [], unknown = 0, person, reason, explanation } = entry;
  if (skipped === 'stale') return 'skipped: a later change is known already';
  if (skipped === 'marker') return 'skipped: a folder';
  if (skipped === 'replaced') return 'skipped: replaced or removed meanwhile';
  if (status === 'enrolled') return `enrolled ${person}`;
  if (status === 'removed') return 'removed';
  if (status === 'rejected') return `rejected (${reason}): ${explanation}`;
  if (entry.duration !== undefined) return videoInWords(entry, entry.duration);
  const unusable = faces - people.length - unknown;
  const who = [
    ...people,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(unusable > 0 ? [`${unusable} unusable`] : []),
  ];
  return `${faces} ${faces === 1 ? 'face' : 'faces'}${who.length > 0 ? `: ${who.join(', ')}` : ''}`;
}

function videoInWords({ status, chunks = 0, frames = 0, ...entry }: ChangeLine, duration: number): string {
  const { spans = [], unknown = 0, missing = [] } = entry;
  const video = `video of ${clock(duration)}`;
  if (status === 'analysing')
    return `${video}, to be looked at in ${chunks} ${chunks === 1 ? 'part' : 'parts'}`;
  const by = Map.groupBy(spans, ({ person }) => person);
  const who = [
    ...[...by].map(
      ([person, times]) =>
        `${person} ${times.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(' ')}`,
    ),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  const gone = missing.reduce((sum, { from, to }) => sum + to - from, 0);
  const but = missing.length === 0 ? '' : `; ${gone.toFixed(1)} s could not be looked at`;
  return `${video}, ${frames} frames: ${who.join(', ') || 'nobody'}${but}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
