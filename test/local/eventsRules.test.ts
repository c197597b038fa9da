import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type PutRuleCommandInput,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import test from 'ava';
import { ALL, putRule, putTargets, queueArn, REGION, startBus } from './eventsHarness.ts';

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
