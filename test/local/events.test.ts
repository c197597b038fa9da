import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  type EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import test from 'ava';
import { collector, event, put, queueArn, REGION, startBus } from './eventsHarness.ts';

const ALL = JSON.stringify({ source: ['face-inbox'] });

function putRule(client: EventBridgeClient, Name: string, rest: Partial<PutRuleCommandInput> = {}) {
  return client.send(new PutRuleCommand({ Name, EventPattern: ALL, ...rest }));
}

function putTargets(client: EventBridgeClient, Rule: string, ...Targets: Target[]) {
  return client.send(new PutTargetsCommand({ Rule, Targets }));
}

test('the default bus is always there, and buses are made, described, listed and deleted', async (t) => {
  const { client } = await startBus(t);
  const arn = `arn:aws:events:${REGION}:000000000000:event-bus/faces`;
  const made = await client.send(new CreateEventBusCommand({ Name: 'faces', Description: 'people' }));
  t.is(made.EventBusArn, arn);
  const listed = await client.send(new ListEventBusesCommand({}));
  t.deepEqual(
    listed.EventBuses?.map((bus) => bus.Name),
    ['default', 'faces'],
  );
  for (const Name of ['faces', arn]) {
    const described = await client.send(new DescribeEventBusCommand({ Name }));
    t.like(described, { Name: 'faces', Arn: arn, Description: 'people' });
    t.true(described.CreationTime instanceof Date);
  }
  t.is((await client.send(new DescribeEventBusCommand({}))).Name, 'default');
  await client.send(new DeleteEventBusCommand({ Name: 'faces' }));
  await t.throwsAsync(() => client.send(new DescribeEventBusCommand({ Name: 'faces' })), {
    name: 'ResourceNotFoundException',
    message: 'Event bus faces does not exist.',
  });
  await client.send(new DeleteEventBusCommand({ Name: 'faces' }));
});

test('a bus is made once, the default bus is never deleted, and none that has rules', async (t) => {
  const { client } = await startBus(t);
  await client.send(new CreateEventBusCommand({ Name: 'faces' }));
  await t.throwsAsync(() => client.send(new CreateEventBusCommand({ Name: 'faces' })), {
    name: 'ResourceAlreadyExistsException',
    message: 'Event bus faces already exists.',
  });
  await t.throwsAsync(() => client.send(new DeleteEventBusCommand({ Name: 'default' })), {
    name: 'ValidationException',
  });
  await putRule(client, 'r', { EventBusName: 'faces' });
  await t.throwsAsync(() => client.send(new DeleteEventBusCommand({ Name: 'faces' })), {
    name: 'ValidationException',
    message: /has rules \(r\)/,
  });
});

test('a rule is put, described, disabled, enabled and deleted, on a bus by name or ARN', async (t) => {
  const { client } = await startBus(t);
  const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'faces' }));
  const arn = `arn:aws:events:${REGION}:000000000000:rule/faces/r`;
  t.is((await putRule(client, 'r', { EventBusName: EventBusArn, Description: 'd' })).RuleArn, arn);
  const describe = () => client.send(new DescribeRuleCommand({ Name: 'r', EventBusName: 'faces' }));
  const fields = { Name: 'r', Arn: arn, EventPattern: ALL, Description: 'd', EventBusName: 'faces' };
  t.like(await describe(), { ...fields, State: 'ENABLED' });
  await client.send(new DisableRuleCommand({ Name: 'r', EventBusName: 'faces' }));
  t.like(await describe(), { ...fields, State: 'DISABLED' });
  await client.send(new EnableRuleCommand({ Name: 'r', EventBusName: EventBusArn }));
  t.is((await describe()).State, 'ENABLED');
  await client.send(new DeleteRuleCommand({ Name: 'r', EventBusName: 'faces' }));
  await t.throwsAsync(describe, {
    name: 'ResourceNotFoundException',
    message: 'Rule r does not exist on EventBus faces.',
  });
  t.is((await putRule(client, 'r')).RuleArn, `arn:aws:events:${REGION}:000000000000:rule/r`);
});

test('a rule that is put again loses what is left out, but keeps its targets', async (t) => {
  const { client } = await startBus(t);
  await putRule(client, 'r', { Description: 'd', State: 'DISABLED' });
  await putTargets(client, 'r', { Id: 'a', Arn: queueArn('q') });
  await putRule(client, 'r', { EventPattern: '{"source":["other"]}' });
  const rule = await client.send(new DescribeRuleCommand({ Name: 'r' }));
  t.is(rule.Description, undefined);
  t.like(rule, { State: 'ENABLED', EventPattern: '{"source":["other"]}' });
  const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'r' }));
  t.deepEqual(Targets, [{ Id: 'a', Arn: queueArn('q') }]);
});

test('rules are listed by prefix and in pages', async (t) => {
  const { client } = await startBus(t);
  for (const name of ['b2', 'a1', 'b3', 'b1', 'c']) await putRule(client, name);
  const names: (string | undefined)[][] = [];
  let NextToken: string | undefined;
  do {
    const answer = await client.send(new ListRulesCommand({ NamePrefix: 'b', Limit: 2, NextToken }));
    names.push((answer.Rules ?? []).map((rule) => rule.Name));
    NextToken = answer.NextToken;
  } while (NextToken);
  t.deepEqual(names, [['b1', 'b2'], ['b3']]);
  await t.throwsAsync(() => client.send(new ListRulesCommand({ NextToken: 'made-up' })), {
    name: 'InvalidToken',
  });
});

test('an unknown bus or rule is a ResourceNotFoundException, except to DeleteRule', async (t) => {
  const { client } = await startBus(t);
  const bus = { name: 'ResourceNotFoundException', message: 'Event bus no does not exist.' };
  await t.throwsAsync(() => putRule(client, 'r', { EventBusName: 'no' }), bus);
  await t.throwsAsync(() => client.send(new ListRulesCommand({ EventBusName: 'no' })), bus);
  await t.throwsAsync(() => client.send(new DeleteRuleCommand({ Name: 'r', EventBusName: 'no' })), bus);
  const elsewhere = `arn:aws:events:us-east-1:000000000000:event-bus/default`;
  await t.throwsAsync(() => putRule(client, 'r', { EventBusName: elsewhere }), {
    message: `Event bus ${elsewhere} does not exist.`,
  });
  const rule = { name: 'ResourceNotFoundException', message: 'Rule r does not exist on EventBus default.' };
  await t.throwsAsync(() => client.send(new EnableRuleCommand({ Name: 'r' })), rule);
  await t.throwsAsync(() => putTargets(client, 'r', { Id: 'a', Arn: queueArn('q') }), rule);
  await t.throwsAsync(() => client.send(new ListTargetsByRuleCommand({ Rule: 'r' })), rule);
  await t.throwsAsync(() => client.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['a'] })), rule);
  await t.notThrowsAsync(() => client.send(new DeleteRuleCommand({ Name: 'r' })));
});

test('PutRule says what is wrong with its parameters', async (t) => {
  const { client } = await startBus(t);
  const long = JSON.stringify({ source: ['x'.repeat(2048)] });
  const cases: [Partial<PutRuleCommandInput>, string, RegExp][] = [
    [
      { EventPattern: '{"source":"a"}' },
      'InvalidEventPatternException',
      /"source" must be an object or an array/,
    ],
    [{ EventPattern: long }, 'LimitExceededException', /2063 characters; the quota is 2048/],
    [{ EventPattern: `${long}${' '.repeat(2048)}` }, 'ValidationException', /less than or equal to 4096/],
    [
      { EventPattern: undefined },
      'ValidationException',
      /EventPattern or ScheduleExpression must be specified/,
    ],
    [
      { ScheduleExpression: 'rate(5 minutes)' },
      'ValidationException',
      /^ScheduleExpression is not supported/,
    ],
    [
      { State: 'ON' as 'ENABLED' },
      'ValidationException',
      /'ON' at 'state'.*enum value set: \[ENABLED, DISABLED/,
    ],
    [{ Name: 'a b' }, 'ValidationException', /^1 validation error detected: Value 'a b' at 'name'/],
    [{ Name: '' }, 'ValidationException', /at 'name' failed .* greater than or equal to 1/],
    [{ Tags: [{ Key: 'a', Value: 'b' }] }, 'ValidationException', /^Tags is not supported/],
  ];
  for (const [input, name, message] of cases) {
    await t.throwsAsync(() => putRule(client, 'r', input), { name, message });
  }
  t.deepEqual((await client.send(new ListRulesCommand({}))).Rules, []);
});

test('a rule with targets is not deleted, and is once they are removed', async (t) => {
  const { client } = await startBus(t);
  await putRule(client, 'r');
  await putTargets(client, 'r', { Id: 'a', Arn: queueArn('q') });
  await t.throwsAsync(() => client.send(new DeleteRuleCommand({ Name: 'r' })), {
    name: 'ValidationException',
    message: "Rule can't be deleted since it has targets.",
  });
  const removed = await client.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['a', 'b'] }));
  t.is(removed.FailedEntryCount, 1);
  t.like(removed.FailedEntries?.[0], { TargetId: 'b', ErrorCode: 'ResourceNotFoundException' });
  await client.send(new DeleteRuleCommand({ Name: 'r' }));
  t.deepEqual((await client.send(new ListRulesCommand({}))).Rules, []);
});

test('a target comes back as it was put', async (t) => {
  const { client } = await startBus(t);
  await putRule(client, 'r');
  const target: Target = {
    Id: 'a',
    Arn: queueArn('q'),
    InputTransformer: { InputPathsMap: { who: '$.detail.people[0]' }, InputTemplate: '{"who":<who>}' },
    DeadLetterConfig: { Arn: queueArn('dead') },
    RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
  };
  t.like(await putTargets(client, 'r', target), { FailedEntryCount: 0, FailedEntries: [] });
  const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'r' }));
  t.deepEqual(Targets, [target]);
});

test('a target that cannot be taken fails alone, with the reason', async (t) => {
  const { client } = await startBus(t);
  await putRule(client, 'r');
  const wrong: [Partial<Target>, RegExp][] = [
    [{ Arn: 'queue' }, /^Parameter queue is not valid\. Reason: Provided Arn is not in correct format\.$/],
    [{ Arn: 'arn:aws:lambda:eu-central-1:000000000000:function:f' }, /is an SQS queue/],
    [{ Arn: queueArn('q.fifo') }, /FIFO queues are not supported/],
    [{ Id: 'a b' }, /'a b' at 'id' failed/],
    [{ Input: '{' }, /not valid JSON/],
    [{ InputPath: 'detail' }, /not a JSON path/],
    [{ InputPath: '$..detail' }, /not a JSON path/],
    [
      { Input: '{}', InputPath: '$.detail' },
      /^Only one of Input, InputPath, or InputTransformer must be provided/,
    ],
    [{ InputTransformer: { InputTemplate: '<x>' } }, /names <x>, which InputPathsMap does not define/],
    [{ InputTransformer: { InputTemplate: '<aws.events.nothing>' } }, /does not define/],
    [{ InputTransformer: { InputTemplate: '1', InputPathsMap: { 'aws.x': '$' } } }, /reserved/],
    [{ InputTransformer: { InputTemplate: '{<x>: 1}', InputPathsMap: { x: '$.a' } } }, /not valid JSON/],
    [{ RetryPolicy: { MaximumRetryAttempts: 186 } }, /less than or equal to 185/],
    [{ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, /greater than or equal to 60/],
    [{ DeadLetterConfig: { Arn: 'arn:aws:sns:eu-central-1:000000000000:t' } }, /is an SQS queue/],
    [{ SqsParameters: { MessageGroupId: 'g' } }, /^SqsParameters of target bad is not supported/],
  ];
  for (const [part, message] of wrong) {
    const bad: Target = { Id: 'bad', Arn: queueArn('q'), ...part };
    const answer = await putTargets(client, 'r', bad, { Id: 'good', Arn: queueArn('q') });
    t.is(answer.FailedEntryCount, 1, JSON.stringify(part));
    t.like(answer.FailedEntries?.[0], { TargetId: bad.Id, ErrorCode: 'ValidationException' });
    t.regex(answer.FailedEntries?.[0]?.ErrorMessage ?? '', message);
  }
  const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'r' }));
  t.deepEqual(
    Targets?.map((target) => target.Id),
    ['good'],
  );
});

test('a rule has five targets at most, and putting one again replaces it', async (t) => {
  const { client } = await startBus(t);
  await putRule(client, 'r');
  const targets = ['a', 'b', 'c', 'd', 'e'].map((Id) => ({ Id, Arn: queueArn(Id) }));
  await putTargets(client, 'r', ...targets);
  await putTargets(client, 'r', { Id: 'e', Arn: queueArn('other') });
  await t.throwsAsync(() => putTargets(client, 'r', { Id: 'f', Arn: queueArn('f') }), {
    name: 'LimitExceededException',
    message: /at most 5 are allowed/,
  });
  const { Targets, NextToken } = await client.send(new ListTargetsByRuleCommand({ Rule: 'r', Limit: 4 }));
  t.is(Targets?.length, 4);
  const rest = await client.send(new ListTargetsByRuleCommand({ Rule: 'r', Limit: 4, NextToken }));
  t.deepEqual(rest.Targets, [{ Id: 'e', Arn: queueArn('other') }]);
});

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
