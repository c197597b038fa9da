import {
  CancelMessageMoveTaskCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import test from 'ava';
import { arnOf, newFolder, startQueues } from './queuesHarness.ts';

const redriveTo = (name: string) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount: 1 }),
});

test('dead letters are moved back to the queue they came from, as new messages', async (t) => {
  const dir = await newFolder(t);
  const { sqs, queue, receive, stop } = await startQueues(t, dir);
  const dead = await queue('dead');
  const QueueUrl = await queue('q', redriveTo('dead'));
  const MessageAttributes = { who: { DataType: 'String', StringValue: 'ann' } };
  const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
  await receive(QueueUrl, { VisibilityTimeout: 0 });
  t.deepEqual(await receive(QueueUrl), []);
  t.is((await receive(dead, { VisibilityTimeout: 0 }))[0]?.MessageId, sent.MessageId);

  const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('dead') }));
  const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('dead') }));
  t.like(Results?.[0], {
    Status: 'COMPLETED',
    SourceArn: arnOf('dead'),
    ApproximateNumberOfMessagesMoved: 1,
  });
  await t.throwsAsync(sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })), {
    name: 'ResourceNotFoundException',
  });
  await stop();

  const next = await startQueues(t, dir);
  const [again] = await next.receive(await next.queue('q'), { MessageAttributeNames: ['All'] });
  t.is(again?.Body, 'a');
  t.not(again?.MessageId, sent.MessageId);
  t.is(again?.Attributes?.ApproximateReceiveCount, '1');
  t.is(again?.MessageAttributes?.who?.StringValue, 'ann');
  t.deepEqual(await next.drain(await next.queue('dead')), []);
});

test('the dead letters of two queues are moved to the one that is named', async (t) => {
  const { sqs, queue, send, drain } = await startQueues(t);
  const dead = await queue('dead');
  const one = await queue('one', redriveTo('dead'));
  const two = await queue('two', redriveTo('dead'));
  const { queueUrls } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
  t.deepEqual(queueUrls, [one, two]);
  await send(dead, 'a', 'b');
  const start = (rest: { DestinationArn?: string }) =>
    sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('dead'), ...rest }));
  await t.throwsAsync(start({}), { name: 'UnsupportedOperation', message: /one, two.*DestinationArn/ });
  await start({ DestinationArn: arnOf('two') });
  t.is((await drain(two)).length, 2);
});

test('a move from what is no dead-letter queue, or is not there, is refused', async (t) => {
  const { sqs, queue } = await startQueues(t);
  await queue('q');
  const start = (SourceArn: string) => sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  await t.throwsAsync(start(arnOf('q')), { name: 'InvalidParameterValue', message: /Dead Letter Queue/ });
  await t.throwsAsync(start(arnOf('no')), { name: 'ResourceNotFoundException' });
});
