import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import test from 'ava';
import { queueArn } from '../../local/deploy.ts';
import type { LogLine } from '../../local/lambda/openLambdaHost.ts';
import { getImage } from '../../store/images.ts';
import { command } from '../cli/command.ts';
import { tiny } from '../support/inbox.ts';
import { metricsOf } from '../support/metricsOf.ts';
import { expectAllWell } from './support/expectAllWell.ts';
import { answer, instead, loseAnswer } from './support/faults.ts';
import { type FaultyStack, startFaultyStack } from './support/startFaultyStack.ts';

let stack: FaultyStack;
const logged: LogLine[] = [];
test.before(async () => {
  stack = await startFaultyStack({}, (line) => void logged.push(line));
});
test.afterEach(() => stack.proxy.heal());
test.after.always(() => stack?.stop());

const drop = async (keys: string[]) => {
  await Promise.all(keys.map(async (key, at) => stack.drop(key, await tiny(at))));
};
const sent = (key: string) =>
  stack.proxy.requests.filter(
    ({ operation, body }) => operation === 'events:PutEvents' && body.includes(`\\"${key}\\"`),
  ).length;
const heard = (key: string) => stack.heard.filter(({ detail }) => detail.image === key).length;
const failing = (ErrorCode: string) =>
  instead(() => ({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'as the test wants' }] }));

test.serial('of several events only those are sent again that the bus did not take', async (t) => {
  const keys = Array.from({ length: 9 }, (_, at) => `part/${at}.png`);
  const unlucky = keys.filter((_, at) => at % 3 === 0);
  for (const about of unlucky)
    stack.proxy.on('events:PutEvents', failing('ThrottlingException'), { about, times: 2 });
  await drop(keys);
  await expectAllWell(t, stack);
  for (const key of keys) {
    t.is(sent(key), unlucky.includes(key) ? 3 : 1, key);
    t.is(heard(key), 1, key);
  }
  const received = stack.proxy.requests.filter(({ body }) => body.includes('try#'));
  t.is(received.length, 0, 'and no message needed a second try for it');
});

test.serial('an event that the bus goes on to refuse is sent when its message comes back', async (t) => {
  stack.proxy.on('events:PutEvents', failing('InternalFailure'), { about: 'stubborn.png', times: 4 });
  await drop(['stubborn.png']);
  t.deepEqual((await expectAllWell(t, stack))['stubborn.png'], ['Image Analysed']);
  t.deepEqual([sent('stubborn.png'), heard('stubborn.png')], [5, 1]);
});

test.serial('an event whose answer is lost is told twice at most, under one id', async (t) => {
  stack.proxy.on('events:PutEvents', loseAnswer, { about: 'lost.png', times: 1 });
  await drop(['lost.png']);
  t.deepEqual((await expectAllWell(t, stack))['lost.png'], ['Image Analysed']);
  t.is(heard('lost.png'), 2);
});

const doctor = async () => (await command(stack.endpoint)(['doctor'])).stdout;

test.serial('while the functions may not announce, doctor says so, and then nothing is lost', async (t) => {
  const failed = stack.proxy.next('sqs:GetQueueUrl');
  const denied = stack.proxy.on('events:PutEvents', answer('AccessDeniedException'));
  await drop(['denied.png']);
  await failed;
  await noted('AccessDenied');
  t.deepEqual(metricsOf(logged.map(({ line }) => line)).at(-1), {
    ...{ inbox: 'face-inbox', service: 'analyse' },
    ...{ FailedMessages: 1, RefusedCalls: 1 },
  });
  t.regex(
    await doctor(),
    /^warning {2}messages that fail: 1 in the last hour, the last \(\S+Z\) with AccessDeniedException: /m,
  );
  t.is((await getImage(stack.store, 'denied.png'))?.pending?.event, 'Image Analysed');
  denied.remove();
  t.deepEqual((await expectAllWell(t, stack))['denied.png'], ['Image Analysed']);
  t.regex(await doctor(), /^ok {7}messages that fail: none in the last hour$/m);
});

/** Resolves when the try that failed is written down. */
async function noted(word: string) {
  while (!stack.proxy.requests.some(({ body }) => body.includes('try#') && body.includes(word)))
    await stack.proxy.next('dynamodb:PutItem');
}

test.serial('while the bus is missing, doctor says so, and then nothing is lost', async (t) => {
  const { events } = stack.clients;
  const [Rule, Name] = ['all', stack.store.bus];
  await events.send(new RemoveTargetsCommand({ Rule, EventBusName: Name, Ids: ['subscriber'] }));
  await events.send(new DeleteRuleCommand({ Name: Rule, EventBusName: Name }));
  await events.send(new DeleteEventBusCommand({ Name }));
  const failed = stack.proxy.next('sqs:GetQueueUrl');
  await drop(['nowhere.png']);
  await failed;
  t.regex(await doctor(), /^PROBLEM {2}event bus face-inbox: not there$/m);
  t.is((await getImage(stack.store, 'nowhere.png'))?.pending?.event, 'Image Analysed');

  await events.send(new CreateEventBusCommand({ Name }));
  await events.send(
    new PutRuleCommand({ Name: Rule, EventBusName: Name, EventPattern: '{"source":["face-inbox"]}' }),
  );
  const Arn = queueArn(stack.region, 'subscriber');
  await events.send(
    new PutTargetsCommand({ Rule, EventBusName: Name, Targets: [{ Id: 'subscriber', Arn }] }),
  );
  t.deepEqual((await expectAllWell(t, stack))['nowhere.png'], ['Image Analysed']);
});
