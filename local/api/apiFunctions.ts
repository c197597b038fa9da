import type { UrlFn } from '../../stacks/topology.ts';
import type { Described } from '../functions/describeFunction.ts';
import type { BodyLimits } from './receiveBody.ts';

/** The handler of the same routes, in the one process that stays: what is asked of it goes on after the answer. */
const WORKING = 'functions/people/handler.ts';

/** Sandboxes of it that have no engine: who asks what the tables say does not wait for those who have photos looked at. */
export const READING = 4;

/**
 * Of the bodies of requests. Lambda takes 6 MB in all, so photos of 4.5; here a photo of any camera can be looked at. Each is
 * in memory as base64 besides.
 */
export const BODIES: BodyLimits = { bytes: 32e6, bytesInAll: 96e6, milliseconds: 30_000 };

/** An event of that body, in base64, with its headers. */
const EVENT_BYTES = Math.ceil(BODIES.bytes / 3) * 4 + 64 * 1024;

/**
 * The function of the API, once for what runs the networks and once for all else, both of the same code: neither has a process
 * before the first request, nor long after the last. And once for the long changes of people, which are not to be broken off: its
 * process stays from the first of these on.
 */
export function apiFunctions(
  { name, file, timeoutSeconds, memoryMb, maximumConcurrency }: UrlFn,
  codeOf: (file: string) => string,
  environment: Record<string, string>,
): {
  specs: [Described, Described, Described];
  names: { computing: string; others: string; working: string };
} {
  const names = { computing: name, others: `${name}-reading`, working: `${name}-people` };
  const spec = {
    ...{ name, file: codeOf(file), handler: file, timeoutSeconds, memoryMb, maximumConcurrency, environment },
    maxRequestBytes: EVENT_BYTES,
    keepWarm: 0,
    sources: [],
  };
  const reading = { ...spec, name: names.others, maximumConcurrency: READING };
  const working = {
    ...{ ...spec, name: names.working, file: codeOf(WORKING), handler: WORKING },
    ...{ maximumConcurrency: 1, keepWarm: 1 },
  };
  return { specs: [spec, reading, working], names };
}
