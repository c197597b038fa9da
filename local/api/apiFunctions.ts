import { PICTURES_FOLDER } from '../../api/pictures/picturesFolder.ts';
import type { UrlFn } from '../../stacks/topology.ts';
import type { Described } from '../functions/describeFunction.ts';
import type { FunctionUrlNames } from './openFunctionUrl.ts';
import type { BodyLimits } from './receiveBody.ts';

/** The handler of the same routes, in the one process that stays: what is asked of it goes on after the answer. */
const WORKING = 'functions/people/handler.ts';

/**
 * Of one request to it: the longest that Lambda allows. Where that is over the process ends, and with it every change that is under
 * way, so none is to be slow enough for it: all that is asked there is begun or looked up.
 */
const WORKING_SECONDS = 900;

/** Sandboxes of it that have no engine: who asks what the tables say does not wait for those who have photos looked at. */
export const READING = 4;

/**
 * Sandboxes of it that make pictures: a page that shows a hundred photos is not to hold up who asks who is in one, nor the
 * photos that were dropped.
 */
export const PICTURING = 2;

/**
 * Of the bodies of requests. Lambda takes 6 MB in all, so photos of 4.5; here a photo of any camera can be looked at. Each is
 * in memory as base64 besides.
 */
export const BODIES: BodyLimits = { bytes: 32e6, bytesInAll: 96e6, milliseconds: 30_000 };

/** An event of that body, in base64, with its headers. */
const EVENT_BYTES = Math.ceil(BODIES.bytes / 3) * 4 + 64 * 1024;

/**
 * The function of the API, once for what runs the networks, once for pictures and once for all else; all are the same code. None
 * has a process before the first request, nor long after the last. And once for the long changes of people, which are not to be
 * broken off: its process stays from the first of these on.
 * @param pictures where those may be kept
 */
export function apiFunctions(
  { name, file, timeoutSeconds, memoryMb, maximumConcurrency }: UrlFn,
  codeOf: (file: string) => string,
  environment: Record<string, string>,
  pictures: string | undefined,
): { specs: [Described, ...Described[]]; names: FunctionUrlNames } {
  const names = {
    ...{ computing: name, others: `${name}-reading`, pictures: `${name}-pictures` },
    working: `${name}-people`,
  };
  const spec = {
    ...{ name, file: codeOf(file), handler: file, timeoutSeconds, memoryMb, maximumConcurrency, environment },
    maxRequestBytes: EVENT_BYTES,
    keepWarm: 0,
    sources: [],
  };
  return {
    specs: [
      spec,
      { ...spec, name: names.others, maximumConcurrency: READING },
      {
        ...{ ...spec, name: names.pictures, maximumConcurrency: PICTURING },
        environment: { ...environment, ...(pictures !== undefined && { [PICTURES_FOLDER]: pictures }) },
      },
      {
        ...{ ...spec, name: names.working, file: codeOf(WORKING), handler: WORKING },
        ...{ maximumConcurrency: 1, keepWarm: 1, timeoutSeconds: WORKING_SECONDS },
      },
    ],
    names,
  };
}
