import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sourcesOf, type Topology } from '../stacks/topology.ts';
import { type EventStream, openEventStream } from './api/openEventStream.ts';
import { refuseForNow } from './api/refusals.ts';
import { openBackup } from './backup/openBackup.ts';
import { closeInTurn } from './closeInTurn.ts';
import type { Clients } from './deploy.ts';
import { openEventBus } from './events/openEventBus.ts';
import { answerIdentity } from './gateway/answerIdentity.ts';
import { answerUnsigned, type PartState } from './gateway/answerUnsigned.ts';
import { type Gateway, type Handler, openGateway } from './gateway/openGateway.ts';
import type { QueueCalls } from './lambda/QueueCalls.ts';
import { openQueues } from './queues/openQueues.ts';
import { openS3 } from './s3/openS3.ts';
import { openTables } from './tables/openTables.ts';

/** Any are accepted; the SDK insists on some. */
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * SQS, DynamoDB, EventBridge and S3 behind the one endpoint, each below a folder of its own in `dir`.
 * @param parts is told as each becomes ready
 * @returns calls what feeds the functions of this process
 * @throws PortInUseError
 */
export async function openServices(options: {
  dir: string;
  port: number;
  region: string;
  plan: Topology;
  parts: Record<string, PartState>;
  onError(error: Error): void;
}): Promise<{
  endpoint: string;
  clients: Clients;
  calls: QueueCalls;
  serve: Gateway['serve'];
  /** What answers below /v1/ from now on. */
  serveApi(handler: Handler): void;
  /** Tells events as they come, to whoever asks. */
  stream: EventStream;
  close(): Promise<void>;
}> {
  const { dir, port, region, plan, parts, onError } = options;
  const open = closeInTurn(onError);
  const backup = openBackup({ onError });
  let api: Handler = refuseForNow;
  const gateway = await openGateway(port, (request, response) =>
    answerUnsigned(request, response, parts, { backup: backup.handle, api }),
  );
  open.add(gateway.close);
  const stream = openEventStream(plan.bus);
  const { endpoint } = gateway;
  const clients = clientsOf(endpoint, region);

  const onDropped = ({ queueArn, attempts, error }: { queueArn: string; attempts: number; error: unknown }) =>
    onError(new Error(`An event for ${queueArn} was given up after ${attempts} attempts.`, { cause: error }));
  const ready = (part: string, services: string[], opened: { handle: Handler; close(): Promise<void> }) => {
    for (const service of services) gateway.serve(service, opened.handle);
    open.add(() => opened.close());
    parts[part] = 'ready';
  };
  gateway.serve('sts', answerIdentity);
  const folder = (part: string) => join(dir, part);
  let calls: QueueCalls;
  try {
    const consumed = consumedQueues(plan);
    const queues = await openQueues({ dir: folder('queues'), region, endpoint, consumed });
    ready('queues', ['sqs'], queues);
    calls = queues.calls;
    const deliver = queues.send;
    const tables = await openTables({ dir: folder('tables'), region, onError });
    ready('tables', ['dynamodb'], tables);
    const events = await openEventBus({ dir: folder('events'), region, deliver, onDropped });
    ready('events', ['events'], events);
    events.listen(stream.tell);
    const { publish } = events;
    const bucket = await openS3({ dir: folder('bucket'), region, deliver, publish, onError });
    ready('bucket', ['s3'], bucket);
    backup.serve({ folder: dir, queues, tables, events, bucket });
    open.add(backup.stop);
  } catch (error) {
    await open.close();
    throw error;
  }
  // First of all at the end: a request to a part that is closed already would be its death.
  open.add(() => {
    gateway.refuseAll();
    api = refuseForNow;
    stream.close();
  });
  const serveApi = (handler: Handler) => {
    api = handler;
  };
  return { endpoint, clients, calls, serve: gateway.serve, serveApi, stream, close: open.close };
}

function consumedQueues({ queues, functions }: Topology): string[] {
  const fed = new Set(functions.flatMap((fn) => sourcesOf(fn).map(({ queue }) => queue)));
  return queues.filter(({ role }) => fed.has(role)).map(({ name }) => name);
}

export function clientsOf(endpoint: string, region: string): Clients {
  const config = { endpoint, region, credentials: CREDENTIALS };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    db: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
  };
}
