import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { queueArn } from '../../local/deploy.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

async function target(queue: string, InputTransformer?: { InputPathsMap: object; InputTemplate: string }) {
  await stack.clients.events.send(
    new PutRuleCommand({
      Name: queue,
      EventBusName: 'face-inbox',
      EventPattern: '{"source":["face-inbox"]}',
    }),
  );
  const Arn = queueArn(stack.region, queue);
  await stack.clients.events.send(
    new PutTargetsCommand({
      Rule: queue,
      EventBusName: 'face-inbox',
      Targets: [{ Id: 'it', Arn, InputTransformer: InputTransformer as never }],
    }),
  );
}

test.serial('a queue that is not there is told, and others get their events all the same', async (t) => {
  await target('nope');
  await stack.analysed('one.jpg', 'no photo');
  for (let count = 2; !stack.errors.some(({ message }) => /nope was given up/.test(message)); count++)
    await stack.analysed(`${count}.jpg`, 'no photo');
  t.pass();
});

test.serial('an event that a queue will not take does not hold up the next', async (t) => {
  const { QueueUrl } = await stack.clients.sqs.send(new CreateQueueCommand({ QueueName: 'picky' }));
  await target('picky', { InputPathsMap: { p: '$.detail.person' }, InputTemplate: '<p>' });
  await stack.analysed('nobody.jpg', 'no photo');
  await stack.analysed('people/ann/x.jpg', 'no photo');
  const { Messages } = await stack.clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
  );
  t.is(Messages?.[0]?.Body, 'ann');
});
