import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Settings, settingsAsEnvironment } from '../config/settings.ts';
import { type Fn, type Topology, topology } from '../stacks/topology.ts';
import { type Clients, deploy, queueArn, queueUrl } from './deploy.ts';
import { openEventBus } from './events/openEventBus.ts';
import { openGateway } from './gateway/openGateway.ts';
import { type LambdaHost, type LogLine, openLambdaHost } from './lambda/openLambdaHost.ts';
import { startEventSource } from './lambda/startEventSource.ts';
import { lockFolder } from './lockFolder.ts';
import { openQueues } from './queues/openQueues.ts';
import { openS3 } from './s3/openS3.ts';
import { openTables } from './tables/openTables.ts';

export interface LocalOptions {
  settings: Settings;
  /** 0 for any free one. */
  port: number;
  /** Where everything is kept; undefined to keep nothing. */
  folder: string | undefined;
  onLog(line: LogLine): void;
  /** Of the machinery around the functions: a queue that cannot be read, an event nobody took. */
  onError(error: Error): void;
}

export interface Local {
  endpoint: string;
  region: string;
  topology: Topology;
  clients: Clients;
  /** Ends everything in order; photos not yet analysed wait for the next start. */
  stop(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '..');
const REGION = 'us-east-1';
/** Any are accepted; the SDK insists on some. */
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * The whole topology on this machine, ready when this resolves.
 * @throws PortInUseError, FolderInUseError
 */
export async function startLocal({ settings, port, folder, onLog, onError }: LocalOptions): Promise<Local> {
  // What was opened last is closed first; also when starting fails half way.
  const closers: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const dir = folder ?? (await mkdtemp(join(tmpdir(), 'face-inbox-')));
    if (folder === undefined) closers.push(() => rm(dir, { recursive: true, force: true }));
    closers.push(lockFolder(dir));

    const parts: Record<string, 'starting' | 'ready'> = {};
    let host: LambdaHost | undefined;
    const gateway = await openGateway(port, (request, response) =>
      answerUnsigned(request, response, parts, host),
    );
    closers.push(gateway.close);
    const { endpoint } = gateway;
    const plan = topology(settings);
    const clients = clientsOf(endpoint);
    const ready = <T extends { handle: Parameters<typeof gateway.serve>[1]; close(): Promise<void> }>(
      part: string,
      opened: T,
      ...services: string[]
    ) => {
      for (const service of services) gateway.serve(service, opened.handle);
      closers.push(() => opened.close());
      parts[part] = 'ready';
    };
    for (const part of ['queues', 'tables', 'events', 'bucket', 'functions']) parts[part] = 'starting';

    const deliver = async (arn: string, body: string) => {
      const QueueUrl = queueUrl(endpoint, arn.split(':').at(-1)!);
      await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: withoutAstral(body) }));
    };
    const consumed = plan.queues.filter(({ role }) =>
      plan.functions.some(({ source }) => source.queue === role),
    );
    const names = consumed.map(({ name }) => name);
    ready(
      'queues',
      await openQueues({ dir: join(dir, 'queues'), region: REGION, endpoint, consumed: names }),
      'sqs',
      'sts',
    );
    ready('tables', await openTables(join(dir, 'tables'), REGION), 'dynamodb');
    const onDropped = (drop: { queueArn: string; attempts: number; error: unknown }) =>
      onError(
        new Error(`An event for ${drop.queueArn} was given up after ${drop.attempts} attempts.`, {
          cause: drop.error,
        }),
      );
    ready(
      'events',
      await openEventBus({ dir: join(dir, 'events'), region: REGION, deliver, onDropped }),
      'events',
    );
    ready('bucket', await openS3({ dir: join(dir, 'bucket'), region: REGION, deliver }), 's3');
    await deploy(clients, plan, REGION);

    host = openLambdaHost({
      functions: plan.functions.map((fn) => functionSpec(fn, settings, endpoint)),
      region: REGION,
      keepWarm: 1,
      onLog,
    });
    const running = host;
    closers.push(() => running.stop());
    for (const fn of plan.functions) closers.push(consume(fn, plan, endpoint, clients.sqs, running, onError));
    await Promise.all(plan.functions.map(({ name }) => running.warm(name)));
    parts.functions = 'ready';
    return { endpoint, region: REGION, topology: plan, clients, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function consume(
  fn: Fn,
  plan: Topology,
  endpoint: string,
  sqs: SQSClient,
  host: LambdaHost,
  onError: LocalOptions['onError'],
) {
  const queue = plan.queues.find(({ role }) => role === fn.source.queue)!;
  const source = startEventSource({
    sqs,
    queueUrl: queueUrl(endpoint, queue.name),
    queueArn: queueArn(REGION, queue.name),
    region: REGION,
    batchSize: fn.source.batchSize,
    batchWindowSeconds: fn.source.batchWindowSeconds,
    maximumConcurrency: fn.source.maximumConcurrency,
    invoke: (event) => host.invoke(fn.name, event),
    onError,
  });
  return () => source.stop();
}

function functionSpec(fn: Fn, settings: Settings, endpoint: string) {
  return {
    name: fn.name,
    file: join(ROOT, fn.file),
    timeoutSeconds: fn.timeoutSeconds,
    memoryMb: fn.memoryMb,
    maximumConcurrency: fn.source.maximumConcurrency,
    environment: { ...settingsAsEnvironment(settings), AWS_ENDPOINT_URL: endpoint },
  };
}

function clientsOf(endpoint: string): Clients {
  const config = { endpoint, region: REGION, credentials: CREDENTIALS };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    db: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
  };
}

/**
 * fauxqs 2.4.1 refuses characters beyond U+FFFF, which SQS takes. What is delivered is JSON, where they can as well
 * be written as escapes.
 */
function withoutAstral(json: string): string {
  return json.replace(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

function answerUnsigned(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Record<string, 'starting' | 'ready'>,
  host: LambdaHost | undefined,
) {
  if (request.url?.split('?')[0] !== '/health') {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    return response.end(
      'face-inbox. Here are /health, and S3, SQS, DynamoDB and EventBridge for signed requests: ' +
        'use an AWS client with this address as its endpoint.\n',
    );
  }
  const up = Object.values(parts).every((state) => state === 'ready') && Object.keys(parts).length > 0;
  response.writeHead(up ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: up ? 'ready' : 'starting', parts, functions: host?.state() ?? [] }));
}
