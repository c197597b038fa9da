import { filterPattern } from './filterPattern.ts';
import { invalid, LogError } from './LogError.ts';
import type { LogEvent, LogGroup, Logs } from './openLogs.ts';

export type Input = Record<string, unknown>;
export type Operation = (input: Input, context: { logs: Logs; region: string }) => Input;

export const OPERATIONS = new Map<string, Operation>([
  ['DescribeLogGroups', describeLogGroups],
  ['DescribeLogStreams', describeLogStreams],
  ['FilterLogEvents', filterLogEvents],
  ['GetLogEvents', getLogEvents],
]);

/** API reference: the largest `limit` of FilterLogEvents and GetLogEvents, and what it is where it is left out. */
const MOST_EVENTS = 10_000;
const MOST_GROUPS = 50;

const arnOf = (region: string, group: string) => `arn:aws:logs:${region}:000000000000:log-group:${group}`;

function describeLogGroups(input: Input, { logs, region }: { logs: Logs; region: string }): Input {
  const prefix = text(input, 'logGroupNamePrefix') ?? '';
  const part = text(input, 'logGroupNamePattern') ?? '';
  const found = logs.groups().filter(({ name }) => name.startsWith(prefix) && name.includes(part));
  const { items, nextToken } = page(found, ({ name }) => name, input);
  return {
    logGroups: items.map(({ name, createdAt, bytes }) => ({
      logGroupName: name,
      creationTime: createdAt,
      metricFilterCount: 0,
      arn: `${arnOf(region, name)}:*`,
      logGroupArn: arnOf(region, name),
      logGroupClass: 'STANDARD',
      storedBytes: bytes,
    })),
    nextToken,
  };
}

function describeLogStreams(input: Input, { logs, region }: { logs: Logs; region: string }): Input {
  const group = requireGroup(input, logs);
  const prefix = text(input, 'logStreamNamePrefix') ?? '';
  const streams = Map.groupBy(group.events, ({ stream }) => stream);
  const found = [...streams].filter(([name]) => name.startsWith(prefix));
  const last = (events: LogEvent[]) => events.at(-1)?.id ?? 0;
  if (input.orderBy === 'LastEventTime') found.sort(([, a], [, b]) => last(a) - last(b));
  else found.sort(([a], [b]) => (a < b ? -1 : 1));
  if (input.descending === true) found.reverse();
  return {
    logStreams: found.slice(0, limitOf(input, MOST_GROUPS)).map(([name, events]) => ({
      logStreamName: name,
      creationTime: events[0]?.timestamp,
      firstEventTimestamp: events[0]?.timestamp,
      lastEventTimestamp: events.at(-1)?.timestamp,
      lastIngestionTime: events.at(-1)?.timestamp,
      arn: `${arnOf(region, group.name)}:log-stream:${name}`,
      storedBytes: 0,
    })),
  };
}

function filterLogEvents(input: Input, { logs }: { logs: Logs }): Input {
  const group = requireGroup(input, logs);
  const matches = filterPattern(text(input, 'filterPattern') ?? '');
  const prefix = text(input, 'logStreamNamePrefix') ?? '';
  const names = Array.isArray(input.logStreamNames) ? (input.logStreamNames as unknown[]) : undefined;
  const found = within(group.events, input).filter(
    ({ stream, message }) =>
      stream.startsWith(prefix) && (names?.includes(stream) ?? true) && matches(message),
  );
  const after = Number(text(input, 'nextToken') ?? 0);
  if (!Number.isInteger(after)) throw invalid('The specified nextToken is invalid.');
  const rest = found.filter(({ id }) => id > after);
  const events = rest.slice(0, limitOf(input, MOST_EVENTS));
  return {
    events: events.map((event) => ({
      logStreamName: event.stream,
      ...output(event),
      eventId: String(event.id).padStart(56, '0'),
    })),
    searchedLogStreams: [],
    nextToken: events.length < rest.length ? String(events.at(-1)?.id) : undefined,
  };
}

/** Tokens name the first and the last event that was given: `f/` goes on behind it, `b/` before it. */
function getLogEvents(input: Input, { logs }: { logs: Logs }): Input {
  const name = text(input, 'logStreamName');
  const ofStream = requireGroup(input, logs).events.filter(({ stream }) => stream === name);
  if (ofStream.length === 0) throw missing('stream');
  const found = within(ofStream, input);
  const limit = limitOf(input, MOST_EVENTS);
  const token = /^([fb])\/(\d+)$/.exec(text(input, 'nextToken') ?? 'f/0');
  if (!token) throw invalid('The specified nextToken is invalid.');
  const [, direction, at] = token;
  const newest = input.nextToken === undefined && input.startFromHead !== true;
  const rest = found.filter(({ id }) => (direction === 'f' ? id > Number(at) : id < Number(at)));
  const events = newest || direction === 'b' ? rest.slice(-limit) : rest.slice(0, limit);
  return {
    events: events.map(output),
    nextForwardToken: `f/${events.at(-1)?.id ?? at}`,
    nextBackwardToken: `b/${events[0]?.id ?? at}`,
  };
}

const output = ({ timestamp, message }: LogEvent) => ({ timestamp, message, ingestionTime: timestamp });

function within(events: LogEvent[], { startTime = 0, endTime = Number.MAX_SAFE_INTEGER }: Input) {
  if (typeof startTime !== 'number' || typeof endTime !== 'number')
    throw invalid('startTime and endTime must be milliseconds since 1970.');
  return events.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
}

function requireGroup(input: Input, logs: Logs): LogGroup {
  const named = text(input, 'logGroupName') ?? text(input, 'logGroupIdentifier')?.replace(/:\*$/, '');
  if (named === undefined) throw invalid('logGroupName or logGroupIdentifier must be given.');
  const name = named.startsWith('arn:') ? named.split(':log-group:').at(-1) : named;
  const group = logs.groups().find((one) => one.name === name);
  if (group) return group;
  throw missing('group');
}

const missing = (what: 'group' | 'stream') =>
  new LogError('ResourceNotFoundException', `The specified log ${what} does not exist.`);

function text(input: Input, name: string): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new LogError('SerializationException', `${name} must be a string.`);
}

function limitOf({ limit }: Input, most: number): number {
  if (limit === undefined || limit === null) return most;
  if (Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= most) return Number(limit);
  throw invalid(`limit is ${String(limit)}, but must be a whole number from 1 to ${most}.`);
}

function page<T>(all: T[], keyOf: (item: T) => string, input: Input) {
  const after = text(input, 'nextToken') ?? '';
  const rest = all.filter((item) => keyOf(item) > after);
  const items = rest.slice(0, limitOf(input, MOST_GROUPS));
  const last = items.at(-1);
  return { items, nextToken: last && items.length < rest.length ? keyOf(last) : undefined };
}
