import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import test from 'ava';
import { arnOf, newFolder, startQueues } from './queuesHarness.ts';

/* What fauxqs does rightly by itself, and the limits of both together. What is mended stands in queuesMended. */

const entries = (count: number, body = 'x') =>
  Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: body }));

test('a batch has one to ten entries of distinct, plain ids and 1 MiB together', async (t) => {
  const { sqs, queue } = await startQueues(t);
  const QueueUrl = await queue('q');
  const send = (Entries: { Id: string; MessageBody: string }[]) =>
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  t.is((await send(entries(10))).Successful?.length, 10);
  for (const [wrong, name] of [
    [[], 'EmptyBatchRequest'],
    [entries(11), 'TooManyEntriesInBatchRequest'],
    [[...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
    [[{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    [[{ Id: 'i'.repeat(81), MessageBody: 'x' }], 'InvalidBatchEntryId'],
    [entries(2, 'x'.repeat(524_289)), 'BatchRequestTooLong'],
  ] as const) {
    await t.throwsAsync(send([...wrong]), { name });
  }
  t.is((await send(entries(2, 'x'.repeat(524_288)))).Successful?.length, 2);
  const nothing = { QueueUrl, Entries: [] };
  await t.throwsAsync(sqs.send(new DeleteMessageBatchCommand(nothing)), { name: 'EmptyBatchRequest' });
  await t.throwsAsync(sqs.send(new ChangeMessageVisibilityBatchCommand(nothing)), {
    name: 'EmptyBatchRequest',
  });
});

test('a receive gives one message unless it says more, and ten at most', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  await send(QueueUrl, ...Array.from({ length: 13 }, (_, index) => `${index}`));
  t.is((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.length, 1);
  t.is((await receive(QueueUrl)).length, 10);
  for (const rest of [{ MaxNumberOfMessages: 11 }, { MaxNumberOfMessages: 0 }, { WaitTimeSeconds: 21 }])
    await t.throwsAsync(receive(QueueUrl, rest), { name: 'InvalidParameterValue' }, JSON.stringify(rest));
});

test('a long poll is answered when a message comes, and an empty one when its time is over', async (t) => {
  const { queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  const began = performance.now();
  t.deepEqual(await receive(QueueUrl, { WaitTimeSeconds: 1 }), []);
  t.true(performance.now() - began >= 990);
  const poll = receive(QueueUrl, { WaitTimeSeconds: 20 });
  await send(QueueUrl, 'at last');
  t.is((await poll)[0]?.Body, 'at last');
});

test('the wait that a queue has for all receives is taken where a receive names none', async (t) => {
  const { queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q', { ReceiveMessageWaitTimeSeconds: '20' });
  const poll = receive(QueueUrl);
  await send(QueueUrl, 'at last');
  t.is((await poll)[0]?.Body, 'at last');
});

test('a message that is delayed comes after its delay', async (t) => {
  const { sqs, queue, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  const sent = performance.now();
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 }));
  t.deepEqual(await receive(QueueUrl), []);
  t.is((await receive(QueueUrl, { WaitTimeSeconds: 20 }))[0]?.Body, 'later');
  t.true(performance.now() - sent >= 990);
});

test('a message is hidden for its visibility timeout, which a change prolongs or ends', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q', { VisibilityTimeout: '1' });
  await send(QueueUrl, 'a');
  const [first] = await receive(QueueUrl);
  const change = (VisibilityTimeout: number, ReceiptHandle = first?.ReceiptHandle) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  await change(3600);
  t.deepEqual(await receive(QueueUrl, { WaitTimeSeconds: 2 }), [], 'longer than its first second');
  await t.throwsAsync(change(43_201), { name: 'InvalidParameterValue' });
  await change(0);
  const [second] = await receive(QueueUrl, { VisibilityTimeout: 1 });
  t.is(second?.Attributes?.ApproximateReceiveCount, '2');
  await t.throwsAsync(change(5), { name: 'MessageNotInflight' });
  t.is((await receive(QueueUrl, { WaitTimeSeconds: 20 }))[0]?.Attributes?.ApproximateReceiveCount, '3');
});

test('in a batch of changes each entry fails alone', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  await send(QueueUrl, 'a');
  const [{ ReceiptHandle } = {}] = await receive(QueueUrl);
  const Entries = [
    { Id: 'good', ReceiptHandle, VisibilityTimeout: 0 },
    { Id: 'unknown', ReceiptHandle: 'none', VisibilityTimeout: 0 },
    { Id: 'long', ReceiptHandle, VisibilityTimeout: 43_201 },
  ];
  const { Successful, Failed } = await sqs.send(
    new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }),
  );
  t.deepEqual(Successful, [{ Id: 'good' }]);
  t.deepEqual(
    Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
    [
      ['unknown', 'ReceiptHandleIsInvalid', true],
      ['long', 'InvalidParameterValue', true],
    ],
  );
});

test('after so many receives as its queue allows a message is among the dead letters', async (t) => {
  const { queue, send, receive } = await startQueues(t);
  const dead = await queue('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
  const QueueUrl = await queue('q', { RedrivePolicy });
  await send(QueueUrl, 'poison');
  for (const count of ['1', '2']) {
    const [message] = await receive(QueueUrl, { VisibilityTimeout: 0 });
    t.is(message?.Attributes?.ApproximateReceiveCount, count);
  }
  t.deepEqual(await receive(QueueUrl), []);
  t.is((await receive(dead))[0]?.Body, 'poison');
});

test('what was deleted does not come again, nor does deleting it twice fail', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q', { VisibilityTimeout: '0' });
  await send(QueueUrl, 'a');
  const [{ ReceiptHandle } = {}] = await receive(QueueUrl, { VisibilityTimeout: 30 });
  for (const _ of [1, 2]) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  t.deepEqual(await receive(QueueUrl, { WaitTimeSeconds: 1 }), []);
});

test('a queue that is not there is named so in both of the names of its error', async (t) => {
  const { sqs, endpoint } = await startQueues(t);
  const error = await t.throwsAsync(sqs.send(new GetQueueUrlCommand({ QueueName: 'no' })), {
    name: 'QueueDoesNotExist',
  });
  t.regex(error!.message, /does not exist/);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
    body: '{"QueueName":"no"}',
  });
  t.is(response.headers.get('x-amzn-query-error'), 'AWS.SimpleQueueService.NonExistentQueue;Sender');
});

test('a message whose visibility timeout is set to 0 is received again at once', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('mine');
  await send(QueueUrl, 'hello');
  const [{ ReceiptHandle } = {}] = await receive(QueueUrl);
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  const [again] = await receive(QueueUrl);
  t.is(again?.Body, 'hello');
  t.is(again?.Attributes?.ApproximateReceiveCount, '2');
});

test('what was in flight to a function at a stop comes at once, and the stop is no failed try of it', async (t) => {
  const dir = await newFolder(t);
  const first = await startQueues(t, dir);
  const ours = await first.queue('ours');
  const users = await first.queue('users');
  for (const url of [ours, users]) {
    await first.send(url, 'hello');
    t.is((await first.receive(url)).length, 1);
  }
  await first.stop();
  for (let count = 0; count < 7; count++) {
    const next = await startQueues(t, dir);
    const [again] = await next.receive(await next.queue('ours'));
    t.is(again?.Attributes?.ApproximateReceiveCount, '1');
    t.deepEqual(await next.receive(await next.queue('users')), [], "a user's own message stays in flight");
    await next.stop();
  }
});
