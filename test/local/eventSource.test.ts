import { SendMessageCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { BatchFailedError, MappingOptionError, ReceiveError } from '../../local/lambda/errors.ts';
import type { InvocationResult } from '../../local/lambda/invocation.ts';
import { openTestHost } from './fixtures/lambda/openTestHost.ts';
import { failing, openTestQueue, succeed } from './fixtures/lambda/openTestQueue.ts';

const bodies = ({ Records }: SQSEvent) => Records.map(({ body }) => body);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

test.serial('a record has the shape that AWS documents', async (t) => {
  const queue = await openTestQueue(t);
  const seen = Promise.withResolvers<SQSRecord>();
  const { MessageId, MD5OfMessageBody, MD5OfMessageAttributes } = await queue.sqs.send(
    new SendMessageCommand({
      QueueUrl: queue.queueUrl,
      MessageBody: '{"key": "ä"}',
      MessageAttributes: {
        text: { DataType: 'String', StringValue: 'one' },
        bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
      },
    }),
  );
  queue.map((event) => {
    seen.resolve(event.Records[0]!);
    return succeed;
  });
  const { receiptHandle, attributes, ...rest } = await seen.promise;
  t.truthy(receiptHandle);
  t.deepEqual(Object.keys(attributes).sort(), [
    'ApproximateFirstReceiveTimestamp',
    'ApproximateReceiveCount',
    'SenderId',
    'SentTimestamp',
  ]);
  t.is(attributes.ApproximateReceiveCount, '1');
  t.regex(attributes.SentTimestamp, /^\d{13}$/);
  const none = { stringListValues: [], binaryListValues: [] };
  t.deepEqual(rest as unknown, {
    messageId: MessageId,
    body: '{"key": "ä"}',
    messageAttributes: {
      text: { stringValue: 'one', dataType: 'String', ...none },
      bytes: { binaryValue: 'AQL/', dataType: 'Binary', ...none },
    },
    md5OfBody: MD5OfMessageBody,
    md5OfMessageAttributes: MD5OfMessageAttributes,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.queueArn,
    awsRegion: 'eu-central-1',
  });
});

test.serial('a batch that succeeds is deleted from the queue', async (t) => {
  const queue = await openTestQueue(t);
  await queue.send(...numbers(25));
  const all = Promise.withResolvers<void>();
  const seen: string[] = [];
  const source = queue.map((event) => {
    t.true(event.Records.length <= 10);
    if (seen.push(...bodies(event)) === 25) all.resolve();
    return succeed;
  });
  await all.promise;
  await source.stop();
  t.deepEqual(seen.sort(), numbers(25).sort());
  t.deepEqual(queue.counts(), { ready: 0, inflight: 0 });
  t.true(source.idle());
  t.deepEqual(source.errors, []);
});

test.serial('of ten messages with one that fails, nine are deleted and one comes again', async (t) => {
  const queue = await openTestQueue(t);
  await queue.send(...numbers(10));
  const again = Promise.withResolvers<SQSEvent>();
  const source = queue.map((event, call) => {
    if (call > 1) {
      again.resolve(event);
      return succeed;
    }
    const named = event.Records.filter(({ body }) => body === '7');
    const batchItemFailures = named.map(({ messageId }) => ({ itemIdentifier: messageId }));
    return { ok: true, payload: { batchItemFailures } };
  });
  const second = await again.promise;
  t.deepEqual(bodies(second), ['7']);
  t.is(second.Records[0]?.attributes.ApproximateReceiveCount, '2');
  t.deepEqual(source.errors, []);
});

for (const [what, result] of [
  ['a function error', failing()],
  ['a timeout', failing('Sandbox.Timedout')],
  ['a wrong response', { ok: true, payload: { batchItemFailures: [{ itemIdentifer: 'x' }] } }],
] as [string, InvocationResult][])
  test.serial(`after ${what} the whole batch comes again by its visibility timeout`, async (t) => {
    const queue = await openTestQueue(t);
    await queue.send('a', 'b');
    const again = Promise.withResolvers<SQSEvent>();
    let failedAt = 0;
    const source = queue.map((event, call) => {
      if (call > 1) {
        again.resolve(event);
        return succeed;
      }
      failedAt = performance.now();
      return result;
    });
    t.deepEqual(bodies(await again.promise).sort(), ['a', 'b']);
    t.true(performance.now() - failedAt > 900); // the mapping left the timeout of 1 s as it was
    t.is(source.errors.length, 1);
    t.true(source.errors[0] instanceof BatchFailedError);
  });

test.serial('a message that always fails ends in the dead-letter queue', async (t) => {
  const queue = await openTestQueue(t);
  await queue.send('poison');
  const counts: string[] = [];
  queue.map((event) => {
    counts.push(...event.Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
    return failing();
  });
  const [dead] = await queue.receive('dead');
  t.is(dead?.Body, 'poison');
  t.deepEqual(counts, ['1', '2', '3']);
});

test.serial('no more invocations run at once than the limit says', async (t) => {
  const queue = await openTestQueue(t, { VisibilityTimeout: '60' });
  await queue.send(...numbers(5));
  let running = 0;
  let most = 0;
  let landed = 0;
  const two = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  queue.map(
    async () => {
      most = Math.max(most, ++running);
      if (running === 2) two.resolve();
      await two.promise;
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      if (++landed === 5) all.resolve();
      return succeed;
    },
    { batchSize: 1 },
  );
  await all.promise;
  t.is(most, 2);
});

test.serial('while the function is busy, messages stay in the queue', async (t) => {
  const queue = await openTestQueue(t, { VisibilityTimeout: '60' });
  await queue.send('a', 'b', 'c');
  const busy = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<InvocationResult>();
  queue.map(
    () => {
      busy.resolve();
      return finish.promise;
    },
    { batchSize: 1, maximumConcurrency: 1 },
  );
  await busy.promise;
  await queue.receive('dead', 1); // a second in which the poller could take too much
  t.deepEqual(queue.counts(), { ready: 2, inflight: 1 });
  finish.resolve(succeed);
});

test.serial('a batch window collects more than one receive can give', async (t) => {
  const queue = await openTestQueue(t, { VisibilityTimeout: '60' });
  const batch = Promise.withResolvers<SQSEvent>();
  const started = performance.now();
  queue.map(
    (event) => {
      batch.resolve(event);
      return succeed;
    },
    { batchSize: 25, batchWindowSeconds: 20 },
  );
  await queue.send(...numbers(12));
  await queue.send(...numbers(13));
  t.is((await batch.promise).Records.length, 25);
  t.true(performance.now() - started < 10_000); // a full batch does not wait for the window's end
});

test.serial('a batch that does not fill goes when its window is over', async (t) => {
  const queue = await openTestQueue(t, { VisibilityTimeout: '60' });
  const batch = Promise.withResolvers<SQSEvent>();
  queue.map(
    (event) => {
      batch.resolve(event);
      return succeed;
    },
    { batchSize: 25, batchWindowSeconds: 1 },
  );
  await queue.send('a');
  await queue.send('b');
  t.deepEqual(bodies(await batch.promise).sort(), ['a', 'b']);
});

test.serial('messages that are together above 6 MB go in several invocations', async (t) => {
  const queue = await openTestQueue(t, { VisibilityTimeout: '60', MaximumMessageSize: '1048576' });
  for (let n = 0; n < 4; n++) await queue.send('"'.repeat(1_000_000)); // 2 MB each as JSON
  const sizes: number[] = [];
  const all = Promise.withResolvers<void>();
  queue.map((event) => {
    sizes.push(event.Records.length);
    if (sizes.reduce((sum, size) => sum + size) === 4) all.resolve();
    return succeed;
  });
  await all.promise;
  t.deepEqual(sizes, [3, 1]);
});

test.serial('an idle queue starts no process, and a message starts one', async (t) => {
  const queue = await openTestQueue(t);
  const host = openTestHost(t);
  const source = queue.map((event) => host.invoke('fn', event));
  await queue.receive('dead', 1);
  t.is(host.state()[0]?.sandboxes, 0);
  t.true(source.idle());
  await queue.send('a');
  await host.line(/loading/);
  t.is(host.state()[0]?.sandboxes, 1);
  await source.stop();
});

test.serial('a queue that is missing is reported, and used once it is there', async (t) => {
  const queue = await openTestQueue(t);
  const reported = Promise.withResolvers<Error>();
  const seen = Promise.withResolvers<SQSEvent>();
  queue.map(
    (event) => {
      seen.resolve(event);
      return succeed;
    },
    { queueUrl: queue.url('later'), onError: reported.resolve },
  );
  const error = await reported.promise;
  t.true(error instanceof ReceiveError);
  t.regex(error.message, /later could not be received: QueueDoesNotExist.*next try is in 100 ms/);
  queue.server.createQueue('later', { region: 'eu-central-1' });
  queue.server.sendMessage('later', 'at last', { region: 'eu-central-1' });
  t.deepEqual(bodies(await seen.promise), ['at last']);
});

test.serial('a server that is away is reported, and stop does not wait for it', async (t) => {
  const queue = await openTestQueue(t);
  const reported = Promise.withResolvers<Error>();
  await queue.server.stop();
  const source = queue.map(() => succeed, { onError: reported.resolve });
  t.true((await reported.promise) instanceof ReceiveError);
  await source.stop();
  t.pass();
});

test.serial('a function that keeps failing is asked less and less often', async (t) => {
  const queue = await openTestQueue(t, { VisibilityTimeout: '60' });
  await queue.send(...numbers(4));
  const times: number[] = [];
  const all = Promise.withResolvers<void>();
  queue.map(
    () => {
      if (times.push(performance.now()) === 4) all.resolve();
      return failing();
    },
    { batchSize: 1, maximumConcurrency: 1 },
  );
  await all.promise;
  const [first = 0, second = 0, third = 0] = times.slice(1).map((time, index) => time - times[index]!);
  t.true(first >= 99 && second >= 199 && third >= 399, String([first, second, third]));
});

for (const [option, value] of [
  ['batchSize', 0],
  ['batchSize', 10_001],
  ['batchSize', 11], // without a window
  ['batchWindowSeconds', 301],
  ['maximumConcurrency', 0],
  ['waitSeconds', 21],
] as const)
  test(`a mapping with ${option} ${value} is refused`, async (t) => {
    const queue = await openTestQueue(t);
    const error = t.throws(() => queue.map(() => succeed, { [option]: value }), {
      instanceOf: MappingOptionError,
    });
    t.regex(error.message, /must be .* Change it in the topology/);
  });
