import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import test, { type ExecutionContext } from 'ava';
import { openQueues } from '../../local/queues/openQueues.ts';

async function start(dir: string) {
  const server = createServer((request, response) => queues.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const queues = await openQueues({ dir, region: 'us-east-1', endpoint, consumed: ['ours'] });
  const sqs = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const queue = async (QueueName: string) =>
    (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl!;
  const receive = async (QueueUrl: string) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, AttributeNames: ['ApproximateReceiveCount'] as never }),
    );
    return Messages[0];
  };
  const stop = async () => {
    sqs.destroy();
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    await queues.close();
  };
  return { sqs, queue, receive, stop };
}

async function newFolder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-queues-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

test('a message whose visibility timeout is set to 0 is received again at once', async (t) => {
  const { sqs, queue, receive, stop } = await start(await newFolder(t));
  const QueueUrl = await queue('mine');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
  const { ReceiptHandle } = (await receive(QueueUrl))!;
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  const again = await receive(QueueUrl);
  t.is(again?.Body, 'hello');
  t.is(again?.Attributes?.ApproximateReceiveCount, '2');
  await stop();
});

test('what was in flight to a function at a stop comes at once, and the stop is no failed try of it', async (t) => {
  const dir = await newFolder(t);
  const first = await start(dir);
  const ours = await first.queue('ours');
  const users = await first.queue('users');
  for (const QueueUrl of [ours, users])
    await first.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
  t.truthy(await first.receive(ours));
  t.truthy(await first.receive(users));
  await first.stop();
  for (let count = 0; count < 7; count++) {
    const next = await start(dir);
    const again = await next.receive(await next.queue('ours'));
    t.is(again?.Attributes?.ApproximateReceiveCount, '1');
    t.is(await next.receive(await next.queue('users')), undefined, "a user's own message stays in flight");
    await next.stop();
  }
});
