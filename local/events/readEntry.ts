import { type Arns, DEFAULT_BUS } from './arns.ts';
import { EventBusError, unknownBus } from './EventBusError.ts';
import type { Catalog } from './openCatalog.ts';
import { BUS_NAME_OR_ARN, type Input, isObject, readString } from './readInput.ts';

/** API reference, PutEvents: "PutEvents will only process nested JSON up to 1100 levels deep". */
const MAX_DEPTH = 1100;

export interface Entry {
  bus: string;
  source: string;
  detailType: string;
  /** As it was sent: numbers that JavaScript cannot hold reach the target as they are. */
  detailText: string;
  detail: Input;
  resources: string[];
  time: number;
}

/** One entry of PutEvents, or what is wrong with it: that fails this entry and no other. */
export function readEntry(entry: Input, catalog: Catalog, arns: Arns, now: number): Entry | EventBusError {
  for (const name of ['Source', 'DetailType', 'Detail']) {
    if (!readString(entry, name))
      return invalidArgument(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  const source = readString(entry, 'Source') ?? '';
  // User guide, "Adding events with PutEvents": sources that begin with "aws." are the services' own.
  if (source.startsWith('aws.'))
    return new EventBusError('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detailText = (readString(entry, 'Detail') ?? '').trim();
  const detail = parseDetail(detailText);
  if (detail === undefined) return new EventBusError('MalformedDetail', 'Detail is malformed.');
  const resources = entry.Resources ?? [];
  if (!Array.isArray(resources) || !resources.every((each) => typeof each === 'string'))
    return invalidArgument('Parameter Resources is not valid. Reason: Resources must be a list of strings.');
  const time = readTime(entry.Time, now);
  if (time === undefined)
    return invalidArgument(`Parameter Time is not valid. Reason: ${String(entry.Time)} is no time.`);
  const named = readString(entry, 'EventBusName', BUS_NAME_OR_ARN) ?? DEFAULT_BUS;
  const bus = arns.busName(named);
  if (bus === undefined || !catalog.bus(bus)) return unknownBus(named);
  return {
    bus,
    source,
    detailType: readString(entry, 'DetailType') ?? '',
    detailText,
    detail,
    resources,
    time,
  };
}

/** User guide, "Calculating PutEvents event entry size". */
export function sizeOfEntry(entry: Input): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail];
  if (Array.isArray(entry.Resources)) texts.push(...(entry.Resources as unknown[]));
  const bytes = (text: unknown) => (typeof text === 'string' ? Buffer.byteLength(text) : 0);
  return texts.reduce<number>((sum, text) => sum + bytes(text), entry.Time === undefined ? 0 : 14);
}

function parseDetail(text: string): Input | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) && !isDeeper(detail, MAX_DEPTH) ? detail : undefined;
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1));
}

/** Seconds since 1970, as AWS JSON has them, in milliseconds; `now` where there is none. */
function readTime(time: unknown, now: number): number | undefined {
  if (time === undefined || time === null) return now;
  const ms = typeof time === 'number' ? time * 1000 : typeof time === 'string' ? Date.parse(time) : NaN;
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

function invalidArgument(message: string): EventBusError {
  return new EventBusError('InvalidArgument', message);
}
