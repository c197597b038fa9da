import test from 'ava';
import type { SQSEvent } from 'aws-lambda';
import { ReceiveError, SettleError } from '../../local/lambda/errors.ts';
import { answer, instead, passOn } from '../faults/support/faults.ts';
import type { Fault } from '../faults/support/openFaultyProxy.ts';
import { openProxy } from './fixtures/lambda/openProxy.ts';
import { openTestQueue, succeed } from './fixtures/lambda/openTestQueue.ts';

const HOUR = { VisibilityTimeout: '3600' };
interface Entry {
  Id: string;
}

test.serial('an idle queue has one long poll of 20 seconds open', async (t) => {
  const queue = await openTestQueue(t);
  const { proxy, sqs } = await openProxy(t, queue.server.port);
  const first = proxy.next('sqs:ReceiveMessage');
  const source = queue.map(() => succeed, { sqs, maximumConcurrency: 10 });
  await first;
  await queue.receive('dead', 1); // a second for others to come, if there were any
  const requests = proxy.requests.map(({ operation, body }) => ({ operation, ...JSON.parse(`${body}`) }));
  t.is(requests.length, 1);
  t.like(requests[0], { operation: 'sqs:ReceiveMessage', WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
  await source.stop();
});

test.serial('entries that could not be deleted are tried again, and only these', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  await queue.send('a', 'b', 'c');
  const { proxy, sqs } = await openProxy(t, queue.server.port);
  const done = Promise.withResolvers<void>();
  const finish: Fault = async (exchange) => {
    await passOn(exchange);
    done.resolve();
  };
  const twoFail = instead(({ Entries }: { Entries: Entry[] }) => ({
    Successful: [],
    Failed: Entries.slice(0, 2).map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' })),
  }));
  const inTurn = [twoFail, answer('InternalServerError'), finish];
  for (const fault of inTurn.toReversed()) proxy.on('sqs:DeleteMessageBatch', fault, { times: 1 });
  const source = queue.map(() => succeed, { sqs });
  await done.promise;
  await source.stop();
  const deletions = proxy.requests.filter(({ operation }) => operation === 'sqs:DeleteMessageBatch');
  t.deepEqual(
    deletions.map(({ body }) => JSON.parse(`${body}`).Entries.length),
    [3, 2, 2],
  );
  t.deepEqual(source.errors, []);
});

test.serial('messages that cannot be deleted are reported', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  await queue.send('a', 'b');
  const reported = Promise.withResolvers<Error>();
  let tries = 0;
  const { proxy, sqs } = await openProxy(t, queue.server.port);
  const fail = instead(({ Entries: [fault, other] }: { Entries: Entry[] }) => {
    tries++;
    const entry = { Code: 'ReceiptHandleIsInvalid', Message: 'too old' };
    const Failed = [
      fault && { ...entry, Id: fault.Id, SenderFault: tries === 1 },
      other && { ...entry, Id: other.Id },
    ];
    return { Successful: [], Failed: Failed.filter(Boolean) };
  });
  proxy.on('sqs:DeleteMessageBatch', fail);
  queue.map(() => succeed, { sqs, onError: reported.resolve });
  const error = await reported.promise;
  t.true(error instanceof SettleError);
  t.regex(error.message, /^2 message\(s\) could not be deleted: ReceiptHandleIsInvalid: too old/);
  t.is(tries, 4); // the sender's own fault goes no second time, the other four times
});

test.serial('a window that is broken by an error goes with what it has', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  await queue.send('a');
  const reported = Promise.withResolvers<Error>();
  const batch = Promise.withResolvers<SQSEvent>();
  const { proxy, sqs } = await openProxy(t, queue.server.port);
  proxy.on('sqs:ReceiveMessage', answer('InternalServerError'), { times: 1 });
  proxy.on('sqs:ReceiveMessage', passOn, { times: 1 });
  queue.map(
    (event) => {
      batch.resolve(event);
      return succeed;
    },
    { sqs, batchSize: 20, batchWindowSeconds: 300, onError: reported.resolve },
  );
  t.true((await reported.promise) instanceof ReceiveError);
  t.is((await batch.promise).Records.length, 1);
});
