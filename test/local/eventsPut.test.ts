import { TagResourceCommand } from '@aws-sdk/client-eventbridge';
import test from 'ava';
import { collector, event, put, putRule, putTargets, queueArn, startBus } from './eventsHarness.ts';

test('an entry that cannot be taken fails alone, with the code and words of AWS', async (t) => {
  const taken = collector();
  const { client, bus } = await startBus(t, taken);
  await putRule(client, 'r');
  await putTargets(client, 'r', { Id: 'a', Arn: queueArn('q') });
  const required = (name: string) =>
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
  const answer = await put(
    client,
    event({ n: 1 }),
    event({}, { Source: undefined }),
    event({}, { DetailType: '' }),
    event({}, { Detail: undefined }),
    event({}, { Detail: '{"a":' }),
    event({}, { Detail: '[1]' }),
    event({}, { EventBusName: 'no' }),
    event({}, { Source: 'aws.s3' }),
    event({}, { Detail: `{"a":${'['.repeat(1100)}${']'.repeat(1100)}}` }),
    event({ n: 2 }),
  );
  t.is(answer.FailedEntryCount, 8);
  t.deepEqual(
    answer.Entries?.slice(1, 9).map((entry) => [entry.ErrorCode, entry.ErrorMessage]),
    [
      ['InvalidArgument', required('Source')],
      ['InvalidArgument', required('DetailType')],
      ['InvalidArgument', required('Detail')],
      ['MalformedDetail', 'Detail is malformed.'],
      ['MalformedDetail', 'Detail is malformed.'],
      ['ResourceNotFoundException', 'Event bus no does not exist.'],
      ['NotAuthorizedForSourceException', 'Not authorized for the source.'],
      ['MalformedDetail', 'Detail is malformed.'],
    ],
  );
  await bus.settled();
  const delivered = taken.messages.map((message) => JSON.parse(message.body));
  t.deepEqual(
    delivered.map((each) => each.detail.n),
    [1, 2],
  );
  t.deepEqual(
    delivered.map((each) => each.id),
    [answer.Entries?.[0]?.EventId, answer.Entries?.[9]?.EventId],
  );
});

test('PutEvents takes one to ten entries of less than 1 MB together', async (t) => {
  const { client } = await startBus(t);
  await t.throwsAsync(() => put(client), {
    name: 'ValidationException',
    message: /greater than or equal to 1/,
  });
  const eleven = Array.from({ length: 11 }, () => event());
  await t.throwsAsync(() => put(client, ...eleven), {
    name: 'ValidationException',
    message: /at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10/,
  });
  const fixed = 'face-inbox'.length + 'Image Analysed'.length + '{"a":""}'.length;
  const of = (bytes: number) => event({ a: 'x'.repeat(bytes - fixed) });
  t.is((await put(client, of(1024 * 1024 - 1))).FailedEntryCount, 0);
  await t.throwsAsync(() => put(client, of(512 * 1024), of(512 * 1024)), {
    name: 'ValidationException',
    message: 'Total size of the entries in the request is over the limit.',
  });
});

test('an operation, option or protocol that is not there is refused by name', async (t) => {
  const { client, url } = await startBus(t);
  await t.throwsAsync(() => client.send(new TagResourceCommand({ ResourceARN: queueArn('q'), Tags: [] })), {
    name: 'UnknownOperationException',
    message: /^The operation TagResource is not supported by the local event bus\. It has: CreateEventBus/,
  });
  const ENDPOINT = JSON.stringify({ Entries: [event()], EndpointId: 'a.b' });
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.ListRules' };
  const answers: [RequestInit, string][] = [
    [{ method: 'GET' }, 'UnknownOperationException'],
    [
      { method: 'POST', body: '', headers: { 'content-type': 'application/cbor' } },
      'UnknownOperationException',
    ],
    [
      { method: 'POST', headers: { ...headers, 'x-amz-target': 'DynamoDB.Put' } },
      'UnknownOperationException',
    ],
    [
      { method: 'POST', headers: { ...headers, 'x-amz-target': 'AWSEvents.PutEvents' }, body: ENDPOINT },
      'ValidationException',
    ],
    [{ method: 'POST', headers, body: '{' }, 'SerializationException'],
    [{ method: 'POST', headers, body: '[]' }, 'SerializationException'],
    [{ method: 'POST', headers, body: '{"Limit":"x"}' }, 'SerializationException'],
  ];
  for (const [init, code] of answers) {
    const response = await fetch(url, init);
    t.is(response.status, 400);
    const { __type } = (await response.json()) as { __type: string };
    t.is(__type, code);
  }
});
