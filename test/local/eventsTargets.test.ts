import {
  DeleteRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import test from 'ava';
import { putRule, putTargets, queueArn, startBus } from './eventsHarness.ts';

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
