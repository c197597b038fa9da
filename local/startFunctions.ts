import { extname, join, resolve } from 'node:path';
import { type Settings, settingsAsEnvironment } from '../config/settings.ts';
import { atOnceOf, type Fn, type Source, sourcesOf, type Topology } from '../stacks/topology.ts';
import { apiFunctions, BODIES, PICTURING, READING } from './api/apiFunctions.ts';
import { openFunctionUrl } from './api/openFunctionUrl.ts';
import { queueArn, queueUrl } from './deploy.ts';
import { openFunctions } from './functions/openFunctions.ts';
import type { Handler } from './gateway/openGateway.ts';
import { type LogLine, openLambdaHost } from './lambda/openLambdaHost.ts';
import type { QueueCalls } from './lambda/QueueCalls.ts';
import { type EventSource, startEventSource } from './lambda/startEventSource.ts';
import { handleRequest as handleLogs } from './logs/handleRequest.ts';
import { openLogs } from './logs/openLogs.ts';
import { type Schedules, startSchedules } from './startSchedules.ts';

/** How long photos under way may take at a stop. */
const GRACE_MS = 1500;
const ROOT = resolve(import.meta.dirname, '..');
/** The topology names sources; in the installed package the code is JavaScript, in the same places. */
const KIND = extname(import.meta.filename);

/**
 * The functions of the topology. `start` brings a process of each up and only then feeds it from its queue: one that
 * cannot start would send its messages to the dead letters. What there is work for but now and then has a process when a message comes,
 * and for some minutes after.
 * @returns services what answers requests that are signed for `lambda` and `logs`; api what answers below /v1/, told who streams events
 */
export function startFunctions(options: {
  plan: Topology;
  settings: Settings;
  endpoint: string;
  region: string;
  calls: QueueCalls;
  /** The folder that pictures may be kept in; in memory alone, if not given. */
  pictures?: string;
  codeOf?: (file: string) => string;
  onLog(line: LogLine): void;
  onError(error: Error): void;
}): {
  services: Record<string, Handler>;
  api(stream: Handler): Handler;
  start(): Promise<void>;
  stop(): Promise<void>;
} {
  const { plan, settings, endpoint, region, calls, onLog, onError } = options;
  const { codeOf = (file) => join(ROOT, file.replace(/\.ts$/, KIND)) } = options;
  // Functions at work share the machine: threads of one that wait for a core hold up those of another.
  const environmentOf = (concurrency: number) => {
    const threads = Math.max(1, Math.floor(settings.threads / concurrency));
    return { ...settingsAsEnvironment({ ...settings, threads }), AWS_ENDPOINT_URL: endpoint };
  };
  const environment = environmentOf(settings.concurrency);
  const queueOf = ({ queue }: Source) => plan.queues.find(({ role }) => role === queue)!;
  const withArn = (source: Source) => ({ ...source, queueArn: queueArn(region, queueOf(source).name) });
  const functions = plan.functions.map((fn) => ({
    name: fn.name,
    file: codeOf(fn.file),
    handler: fn.file,
    timeoutSeconds: fn.timeoutSeconds,
    memoryMb: fn.memoryMb,
    maximumConcurrency: atOnceOf(fn),
    environment: environmentOf(atOnceOf(fn)),
    ...(fn.seldom && { keepWarm: 0 }),
    sources: sourcesOf(fn).map(withArn),
  }));
  const scheduled = plan.scheduled.map(({ name, file, timeoutSeconds, memoryMb }) => ({
    ...{ name, file: codeOf(file), handler: file, timeoutSeconds, memoryMb, environment },
    maximumConcurrency: 1,
    endsAfterWork: true as const,
    sources: [],
  }));
  const { specs, names } = apiFunctions(plan.api, codeOf, environment, options.pictures);
  const all = [...functions, ...scheduled, specs[0]];
  const logs = openLogs(all.map(({ name }) => name));
  const host = openLambdaHost({
    functions: [...all, ...specs.slice(1)],
    region,
    keepWarm: 1,
    onLog(written) {
      const isOfApi = Object.values(names).includes(written.function);
      const line = isOfApi ? { ...written, function: plan.api.name } : written;
      logs.record(line);
      // What the clock's functions have to say would come again and again; that one fails is told once.
      if (scheduled.every(({ name }) => name !== line.function)) onLog(line);
    },
  });
  const stopping = new AbortController();
  const services: Record<string, Handler> = {
    lambda: openFunctions({ functions: all, host, logs, region, onError, signal: stopping.signal }),
    logs: (request, response) => void handleLogs(request, response, { logs, region }),
  };
  const consume = ({ name, timeoutSeconds }: Fn, source: Source) => {
    const { queue: _, ...limits } = source;
    const { name: queueName, visibilityTimeoutSeconds } = queueOf(source);
    return startEventSource({
      ...limits,
      timeoutSeconds,
      visibilityTimeoutSeconds,
      calls,
      queueUrl: queueUrl(endpoint, queueName),
      queueArn: queueArn(region, queueName),
      region,
      invoke: (event) => host.invoke(name, event),
      onError,
    });
  };
  const sources: EventSource[] = [];
  let schedules: Schedules | undefined;
  const api = (stream: Handler) =>
    openFunctionUrl({
      invoke: host.invokeJson,
      concurrency: plan.api.maximumConcurrency,
      ...{ names, pictures: PICTURING, others: READING, limits: BODIES, stream },
    });
  return {
    services,
    api,
    start: async () => {
      const often = plan.functions.filter(({ seldom }) => !seldom);
      await Promise.all(often.map(({ name }) => host.warm(name)));
      sources.push(...plan.functions.flatMap((fn) => sourcesOf(fn).map((source) => consume(fn, source))));
      schedules = startSchedules({ scheduled: plan.scheduled, invoke: host.invoke, onError });
    },
    stop: async () => {
      stopping.abort();
      schedules?.stop();
      // What is under way can be broken off at any place and is done again; a person waits for the prompt.
      await Promise.all(sources.map((source) => source.stop({ graceMs: GRACE_MS })));
      await host.stop({ graceMs: 0 });
    },
  };
}
