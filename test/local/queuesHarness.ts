import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ExecutionContext } from 'ava';
import { openQueues } from '../../local/queues/openQueues.ts';

export const REGION = 'us-east-1';
export const arnOf = (name: string) => `arn:aws:sqs:${REGION}:000000000000:${name}`;

/** The local SQS behind a real server on a free port, with real clients. The functions consume the queue `ours`. */
export async function startQueues(t: ExecutionContext, dir?: string) {
  const folder = dir ?? (await newFolder(t));
  const server = createServer((request, response) => queues.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const queues = await openQueues({ dir: folder, region: REGION, endpoint, consumed: ['ours'] });
  const client = (region = REGION) =>
    new SQSClient({
      endpoint,
      region,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
  const sqs = client();
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      sqs.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      await queues.close();
      server.closeAllConnections();
      await closed;
    })();
    return stopping;
  };
  t.teardown(stop);
  return { ...actionsOf(sqs), calls: queues.calls, endpoint, client, server, stop };
}

/** What tests do with queues, by a client of whichever server. */
export function actionsOf(sqs: SQSClient) {
  const receive = async (
    QueueUrl: string,
    rest: Partial<ReceiveMessageCommandInput> = {},
  ): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MessageSystemAttributeNames: ['All'],
      MaxNumberOfMessages: 10,
      ...rest,
    });
    return (await sqs.send(command)).Messages ?? [];
  };
  return {
    sqs,
    receive,
    queue: async (QueueName: string, Attributes: Record<string, string> = {}) =>
      (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!,
    async send(QueueUrl: string, ...bodies: string[]) {
      for (let from = 0; from < bodies.length; from += 10) {
        const Entries = bodies
          .slice(from, from + 10)
          .map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    /** All that can be received now. */
    async drain(QueueUrl: string) {
      const all: Message[] = [];
      for (;;) {
        const some = await receive(QueueUrl);
        if (some.length === 0) return all;
        all.push(...some);
      }
    },
  };
}

export async function newFolder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-queues-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** The answer that the server is about to give to the next request. */
export function nextResponse(server: ReturnType<typeof createServer>): Promise<ServerResponse> {
  return new Promise((resolve) => server.once('request', (_, response) => resolve(response)));
}
