import { join, resolve } from 'node:path';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Settings, settingsAsEnvironment } from '../config/settings.ts';
import type { Fn, Topology } from '../stacks/topology.ts';
import { queueArn, queueUrl } from './deploy.ts';
import { type LogLine, openLambdaHost } from './lambda/openLambdaHost.ts';
import { type EventSource, startEventSource } from './lambda/startEventSource.ts';

/** How long photos under way may take at a stop. */
const GRACE_MS = 1500;
const ROOT = resolve(import.meta.dirname, '..');

/**
 * The functions of the topology. `start` brings a process of each up and only then feeds it from its queue: one that
 * cannot start would send its messages to the dead letters.
 */
export function startFunctions(options: {
  plan: Topology;
  settings: Settings;
  endpoint: string;
  region: string;
  sqs: SQSClient;
  onLog(line: LogLine): void;
  onError(error: Error): void;
}): { start(): Promise<void>; stop(): Promise<void> } {
  const { plan, settings, endpoint, region, sqs, onLog, onError } = options;
  // Functions at work share the machine: threads of one that wait for a core hold up those of another.
  const threads = Math.max(1, Math.floor(settings.threads / settings.concurrency));
  const environment = { ...settingsAsEnvironment({ ...settings, threads }), AWS_ENDPOINT_URL: endpoint };
  const host = openLambdaHost({
    functions: plan.functions.map(({ name, file, timeoutSeconds, memoryMb, source }) => ({
      name,
      file: join(ROOT, file),
      timeoutSeconds,
      memoryMb,
      maximumConcurrency: source.maximumConcurrency,
      environment,
    })),
    region,
    keepWarm: 1,
    onLog,
  });
  const consume = ({ name, source: { queue, ...limits } }: Fn) => {
    const queueName = plan.queues.find(({ role }) => role === queue)!.name;
    return startEventSource({
      ...limits,
      sqs,
      queueUrl: queueUrl(endpoint, queueName),
      queueArn: queueArn(region, queueName),
      region,
      invoke: (event) => host.invoke(name, event),
      onError,
    });
  };
  const sources: EventSource[] = [];
  return {
    start: async () => {
      await Promise.all(plan.functions.map(({ name }) => host.warm(name)));
      sources.push(...plan.functions.map(consume));
    },
    stop: async () => {
      // What is under way can be broken off at any place and is done again; a person waits for the prompt.
      await Promise.all(sources.map((source) => source.stop({ graceMs: GRACE_MS })));
      await host.stop({ graceMs: 0 });
    },
  };
}
