import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { queueArn } from '../../local/deploy.ts';
import { openServices } from '../../local/openServices.ts';
import { topology } from '../../stacks/topology.ts';

test('an event whose target is not there ends in the dead-letter queue of its rule, with the reason', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-services-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const region = 'us-east-1';
  const plan = topology(readSettings({}));
  const { clients, close } = await openServices({
    dir,
    port: 0,
    region,
    plan,
    parts: {},
    onError: (error) => t.fail(error.message),
  });
  t.teardown(close);
  const { sqs, events } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
  const { RuleArn } = await events.send(
    new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["here"]}' }),
  );
  const DeadLetterConfig = { Arn: queueArn(region, 'dead') };
  const Targets = [{ Id: 'gone', Arn: queueArn(region, 'gone'), Input: '"x 😀"', DeadLetterConfig }];
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets }));
  await events.send(
    new PutEventsCommand({ Entries: [{ Source: 'here', DetailType: 'd', Detail: '{"face":"😀"}' }] }),
  );
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MessageAttributeNames: ['All'] }),
  );
  t.is(JSON.parse(Messages?.[0]?.Body ?? '').detail.face, '😀');
  const attributes = Object.entries(Messages?.[0]?.MessageAttributes ?? {});
  t.like(Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue])), {
    RULE_ARN: RuleArn,
    TARGET_ARN: queueArn(region, 'gone'),
    RETRY_ATTEMPTS: '0',
  });
});
