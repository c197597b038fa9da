import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import type { ExecutionContext } from 'ava';
import { type EventBusOptions, type LocalEventBus, openEventBus } from '../../local/events/openEventBus.ts';

export const REGION = 'eu-central-1';

export function queueArn(name: string): string {
  return `arn:aws:sqs:${REGION}:000000000000:${name}`;
}

export interface Running {
  bus: LocalEventBus;
  client: EventBridgeClient;
  url: string;
  dir: string;
  /** Closes the server and the bus, as the end of the process would; more than once does no harm. */
  stop(): Promise<void>;
}

export type Options = Partial<EventBusOptions>;

export function clientOf(endpoint: string): EventBridgeClient {
  return new EventBridgeClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

/** A bus behind a real server on a free port, with a real client; stopped and swept away after the test. */
export async function startBus(t: ExecutionContext, options: Options = {}): Promise<Running> {
  const dir = options.dir ?? (await folder(t));
  const bus = await openEventBus({ region: REGION, deliver: async () => {}, ...options, dir });
  const server = http.createServer(bus.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = clientOf(url);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      client.destroy();
      server.close();
      server.closeAllConnections();
      await bus.close();
    })();
    return stopping;
  };
  t.teardown(stop);
  return { bus, client, url, dir, stop };
}

export async function folder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'events-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Takes deliveries as a queue would, and remembers them in order. */
export function collector() {
  const messages: { queueArn: string; body: string; attributes: Record<string, string> }[] = [];
  return {
    messages,
    deliver: async (queueArn: string, body: string, attributes: Record<string, string> = {}) =>
      void messages.push({ queueArn, body, attributes }),
    of: (queue: string) =>
      messages.filter((message) => message.queueArn === queueArn(queue)).map((message) => message.body),
  };
}

export function event(
  detail: unknown = {},
  rest: Partial<PutEventsRequestEntry> = {},
): PutEventsRequestEntry {
  return { Source: 'face-inbox', DetailType: 'Image Analysed', Detail: JSON.stringify(detail), ...rest };
}

export async function put(client: EventBridgeClient, ...Entries: PutEventsRequestEntry[]) {
  return client.send(new PutEventsCommand({ Entries }));
}

export const ALL = JSON.stringify({ source: ['face-inbox'] });

export function putRule(client: EventBridgeClient, Name: string, rest: Partial<PutRuleCommandInput> = {}) {
  return client.send(new PutRuleCommand({ Name, EventPattern: ALL, ...rest }));
}

export function putTargets(client: EventBridgeClient, Rule: string, ...Targets: Target[]) {
  return client.send(new PutTargetsCommand({ Rule, Targets }));
}

/** A rule for what this project publishes, with the targets. */
export async function route(client: EventBridgeClient, ...Targets: Target[]): Promise<void> {
  const EventPattern = JSON.stringify({ source: ['face-inbox'] });
  await client.send(new PutRuleCommand({ Name: 'r', EventPattern }));
  const { FailedEntries } = await client.send(new PutTargetsCommand({ Rule: 'r', Targets }));
  if (FailedEntries?.length) throw new Error(JSON.stringify(FailedEntries));
}

export function target(name: string, rest: Partial<Target> = {}): Target {
  return { Id: name, Arn: queueArn(name), ...rest };
}

/** A queue that is out of order until it is mended; `refused(n)` resolves after the nth refusal. */
export function brokenQueue(broken: string) {
  const taken = collector();
  let refusals = 0;
  let mended = false;
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    ...taken,
    async deliver(arn: string, body: string, attributes?: Record<string, string>): Promise<void> {
      if (mended || arn !== queueArn(broken)) return taken.deliver(arn, body, attributes);
      refusals++;
      for (const { count, resolve } of waiting) if (refusals >= count) resolve();
      throw new Error('the queue is out of order');
    },
    refused: (count: number) =>
      new Promise<void>((resolve) => {
        if (refusals >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    refusals: () => refusals,
    mend: () => {
      mended = true;
    },
  };
}
