import {
  AddPermissionCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import test from 'ava';
import { arnOf, newFolder, nextResponse, startQueues } from './queuesHarness.ts';

/* What fauxqs 2.4.1 lacks or does wrongly, and we mend in front of it. */

test('a long poll whose client has hung up takes no message', async (t) => {
  const { sqs, server, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  const other = await queue('other');
  for (const parked of [true, false]) {
    const hangUp = new AbortController();
    const answer = nextResponse(server);
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: hangUp.signal,
    });
    const failed = t.throwsAsync(poll, { name: 'AbortError' });
    const response = await answer;
    if (parked) await receive(other, { WaitTimeSeconds: 1 }); // a second for the poll to be waiting
    const closed = new Promise((resolve) => response.on('close', resolve));
    hangUp.abort();
    await failed;
    await closed;
    await send(QueueUrl, 'hello');
    const [message] = await receive(QueueUrl, { WaitTimeSeconds: 1 });
    t.is(message?.Attributes?.ApproximateReceiveCount, '1');
  }
});

test('of two long polls the one that gets nothing waits on until its time is over', async (t) => {
  const { queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  const polls = [1, 2].map(() => receive(QueueUrl, { WaitTimeSeconds: 20 }));
  const answered: string[] = [];
  for (const poll of polls) void poll.then(([message]) => answered.push(message?.Body ?? 'nothing'));
  await send(QueueUrl, 'one');
  await Promise.race(polls);
  await send(QueueUrl, 'two');
  await Promise.all(polls);
  t.deepEqual(answered.sort(), ['one', 'two']);
});

test('long polls end when everything stops', async (t) => {
  const { queue, receive, server, stop } = await startQueues(t);
  const QueueUrl = await queue('q');
  const answer = nextResponse(server);
  const poll = receive(QueueUrl, { WaitTimeSeconds: 20 }).catch(() => 'ended');
  await answer;
  const began = performance.now();
  await stop();
  await poll;
  t.true(performance.now() - began < 5000);
});

test('message attributes come only where they are asked for', async (t) => {
  const { sqs, queue, receive } = await startQueues(t);
  const QueueUrl = await queue('q', { VisibilityTimeout: '0' });
  const MessageAttributes = { who: { DataType: 'String', StringValue: 'ann' } };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));
  const [plain] = await receive(QueueUrl, { VisibilityTimeout: 0 });
  t.is(plain?.MessageAttributes, undefined);
  t.is(plain?.MD5OfMessageAttributes, undefined);
  const [asked] = await receive(QueueUrl, { MessageAttributeNames: ['All'] });
  t.is(asked?.MessageAttributes?.who?.StringValue, 'ann');
});

test('characters beyond U+FFFF are taken, and what XML has none for is not', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  await send(QueueUrl, 'smile 😀');
  t.is((await receive(QueueUrl))[0]?.Body, 'smile 😀');
  for (const MessageBody of ['\u0000', '\uFFFF', '\u001b'])
    await t.throwsAsync(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody })), {
      name: 'InvalidMessageContents',
    });
});

test('a receipt deletes its message after the visibility timeout too, until somebody receives it', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  await send(QueueUrl, 'a');
  const [{ ReceiptHandle } = {}] = await receive(QueueUrl, { VisibilityTimeout: 0 });
  const Attributes = async () =>
    (
      await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      )
    ).Attributes;
  t.deepEqual(await Attributes(), { ApproximateNumberOfMessages: '1' });
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  t.deepEqual(await Attributes(), { ApproximateNumberOfMessages: '0' });

  await send(QueueUrl, 'b');
  const [old] = await receive(QueueUrl, { VisibilityTimeout: 0 });
  t.is((await receive(QueueUrl, { VisibilityTimeout: 0 })).length, 1);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: old?.ReceiptHandle }));
  t.is((await receive(QueueUrl))[0]?.Body, 'b', 'the receipt of an earlier receive deletes nothing');
});

test('messages whose visibility timeout is over are counted as there, though nobody receives', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  await send(QueueUrl, 'a');
  await receive(QueueUrl, { VisibilityTimeout: 0 });
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
  );
  t.deepEqual(Attributes, { ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '0' });
});

test('an entry of a batch that cannot be taken fails alone', async (t) => {
  const { sqs, queue, drain } = await startQueues(t);
  const QueueUrl = await queue('q');
  const tooMany = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'x' }]),
  );
  const bad = [
    { Id: 'late', MessageBody: 'x', DelaySeconds: 901 },
    { Id: 'attributes', MessageBody: 'x', MessageAttributes: tooMany },
    { Id: 'type', MessageBody: 'x', MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
    { Id: 'value', MessageBody: 'x', MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
    {
      Id: 'name',
      MessageBody: 'x',
      MessageAttributes: { 'AWS.a': { DataType: 'String', StringValue: 'x' } },
    },
  ];
  const Entries = [...bad, { Id: 'good', MessageBody: 'good' }];
  const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  t.deepEqual(
    Successful?.map(({ Id }) => Id),
    ['good'],
  );
  t.deepEqual(
    Failed?.map(({ Id, Code }) => [Id, Code]),
    bad.map(({ Id }) => [Id, 'InvalidParameterValue']),
  );
  const all = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: bad }));
  t.is(all.Failed?.length, bad.length);
  for (const { Id: _, ...message } of bad)
    await t.throwsAsync(sqs.send(new SendMessageCommand({ QueueUrl, ...message })), {
      name: 'InvalidParameterValue',
    });
  t.is((await drain(QueueUrl)).length, 1);
});

test('a visibility timeout that is no number hides no message for ever', async (t) => {
  const { sqs, queue, send, receive } = await startQueues(t);
  const QueueUrl = await queue('q');
  await send(QueueUrl, 'a');
  const wrong = 'soon' as unknown as number;
  await t.throwsAsync(receive(QueueUrl, { VisibilityTimeout: wrong }), { name: 'SerializationException' });
  const [{ ReceiptHandle } = {}] = await receive(QueueUrl);
  const change = { QueueUrl, ReceiptHandle };
  await t.throwsAsync(sqs.send(new ChangeMessageVisibilityCommand({ ...change, VisibilityTimeout: wrong })), {
    name: 'SerializationException',
  });
  const Entries = [{ Id: 'a', ReceiptHandle }];
  await t.throwsAsync(sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })), {
    name: 'MissingParameter',
  });
  await sqs.send(new ChangeMessageVisibilityCommand({ ...change, VisibilityTimeout: 0 }));
  t.is((await receive(QueueUrl)).length, 1);
});

test('a queue has a name that SQS takes, known attributes, and dead letters that are there', async (t) => {
  const { sqs, queue } = await startQueues(t);
  const create = (QueueName: string, Attributes: Record<string, string> = {}) =>
    sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  for (const name of ['', 'a b', 'a.b', 'x'.repeat(81)])
    await t.throwsAsync(create(name), { name: 'InvalidParameterValue' }, name);
  await t.throwsAsync(create('q', { Colour: 'red' }), { name: 'InvalidAttributeName' });
  await t.throwsAsync(create('q', { VisibilityTimeout: '43201' }), { name: 'InvalidAttributeValue' });
  const redrive = (target: string, maxReceiveCount: unknown) => ({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount }),
  });
  const QueueUrl = await queue('dead');
  for (const policy of [
    redrive(arnOf('no'), 5),
    redrive(arnOf('dead'), 0),
    redrive(arnOf('dead'), 1001),
    { RedrivePolicy: '{}' },
    { RedrivePolicy: 'x' },
  ]) {
    await t.throwsAsync(create('q', policy), { name: 'InvalidParameterValue' }, policy.RedrivePolicy);
    await t.throwsAsync(sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: policy })), {
      name: 'InvalidParameterValue',
    });
  }
  await create('q', redrive(arnOf('dead'), 5));
  await create('q');
  await t.throwsAsync(create('q', redrive(arnOf('dead'), 6)), { name: 'QueueNameExists' });
  await t.throwsAsync(create('dead', redrive(arnOf('dead'), 6)), { name: 'QueueNameExists' });
});

test('only the attributes that are named are given, and an unknown one is an error', async (t) => {
  const { sqs, queue } = await startQueues(t);
  const QueueUrl = await queue('q');
  const get = (AttributeNames?: string[]) =>
    sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: AttributeNames as never }));
  t.deepEqual((await get()).Attributes, {});
  t.deepEqual((await get(['QueueArn'])).Attributes, { QueueArn: arnOf('q') });
  t.true(Object.keys((await get(['All'])).Attributes ?? {}).length > 10);
  await t.throwsAsync(get(['Colour']), { name: 'InvalidAttributeName' });
});

test('queues are listed by prefix and in pages, none twice and none left out', async (t) => {
  const { sqs, queue } = await startQueues(t);
  const names = ['a-b', 'aB', 'ab', 'a_c', 'Z', 'ac'];
  for (const name of names) await queue(name);
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sqs.send(new ListQueuesCommand({ MaxResults: 2, NextToken }));
    found.push(...(page.QueueUrls ?? []).map((url) => url.split('/').at(-1)!));
    NextToken = page.NextToken;
  } while (NextToken);
  t.deepEqual(found, names.toSorted());
  const prefixed = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'a' }));
  t.is(prefixed.QueueUrls?.length, 5);
});

test('a queue that is tagged keeps its messages over a restart', async (t) => {
  const dir = await newFolder(t);
  const first = await startQueues(t, dir);
  const QueueUrl = await first.queue('q');
  await first.send(QueueUrl, 'kept');
  await first.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: 'b' } }));
  await first.stop();
  const second = await startQueues(t, dir);
  const url = await second.queue('q');
  t.is((await second.receive(url))[0]?.Body, 'kept');
  t.deepEqual((await second.sqs.send(new ListQueueTagsCommand({ QueueUrl: url }))).Tags, { a: 'b' });
});

test('a client that names another region sees the same queues, and costs none a message', async (t) => {
  const dir = await newFolder(t);
  const first = await startQueues(t, dir);
  await first.send(await first.queue('q'), 'kept');
  const elsewhere = first.client('eu-west-1');
  const { QueueUrl } = await elsewhere.send(new CreateQueueCommand({ QueueName: 'q' }));
  t.is((await first.receive(QueueUrl!, { VisibilityTimeout: 0 }))[0]?.Body, 'kept');
  await first.stop();
  const second = await startQueues(t, dir);
  t.is((await second.receive(await second.queue('q')))[0]?.Body, 'kept');
});

test('what is not there is said by name, with all that is', async (t) => {
  const { sqs, queue, endpoint } = await startQueues(t);
  const QueueUrl = await queue('q');
  const command = new AddPermissionCommand({
    QueueUrl,
    Label: 'a',
    AWSAccountIds: ['000000000000'],
    Actions: ['*'],
  });
  await t.throwsAsync(sqs.send(command), {
    name: 'UnsupportedOperation',
    message: /^AddPermission is not supported by the local SQS\. It has: ReceiveMessage, CreateQueue/,
  });
  const old = await fetch(endpoint, { method: 'POST', body: new URLSearchParams({ Action: 'ListQueues' }) });
  t.is(old.status, 400);
  t.regex(await old.text(), /speaks AWS JSON 1\.0.*SDK or CLI of November 2023 or later/);
});
