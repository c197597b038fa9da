import test from 'ava';
import type { SQSEvent } from 'aws-lambda';
import { ReceiveError, SettleError } from '../../local/lambda/errors.ts';
import { openProxy } from './fixtures/lambda/openProxy.ts';
import { openTestQueue, succeed } from './fixtures/lambda/openTestQueue.ts';

const HOUR = { VisibilityTimeout: '3600' };
interface Entry {
  Id: string;
}

test.serial('an idle queue has one long poll of 20 seconds open', async (t) => {
  const queue = await openTestQueue(t);
  const requests: unknown[] = [];
  const first = Promise.withResolvers<void>();
  const sqs = await openProxy(t, queue.server.port, (action, body) => {
    requests.push([action, body.WaitTimeSeconds, body.MaxNumberOfMessages]);
    first.resolve();
    return undefined;
  });
  const source = queue.map(() => succeed, { sqs, maximumConcurrency: 10 });
  await first.promise;
  await queue.receive('dead', 1); // a second for others to come, if there were any
  t.deepEqual(requests, [['ReceiveMessage', 20, 10]]);
  await source.stop();
});

test.serial('entries that could not be deleted are tried again, and only these', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  await queue.send('a', 'b', 'c');
  const deletions: number[] = [];
  const done = Promise.withResolvers<void>();
  const sqs = await openProxy(t, queue.server.port, (action, body) => {
    if (action !== 'DeleteMessageBatch') return undefined;
    const entries = body.Entries as Entry[];
    deletions.push(entries.length);
    if (deletions.length === 1) {
      const Failed = entries.slice(0, 2).map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' }));
      return { status: 200, body: { Successful: [], Failed } };
    }
    if (deletions.length === 2)
      return { status: 500, body: { __type: 'InternalError', message: 'out of order' } };
    done.resolve();
    return undefined;
  });
  const source = queue.map(() => succeed, { sqs });
  await done.promise;
  await source.stop();
  t.deepEqual(deletions, [3, 2, 2]);
  t.deepEqual(source.errors, []);
});

test.serial('messages that cannot be deleted are reported', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  await queue.send('a', 'b');
  const reported = Promise.withResolvers<Error>();
  let tries = 0;
  const sqs = await openProxy(t, queue.server.port, (action, body) => {
    if (action !== 'DeleteMessageBatch') return undefined;
    tries++;
    const [fault, other] = body.Entries as Entry[];
    const entry = { Code: 'ReceiptHandleIsInvalid', Message: 'too old' };
    const Failed = [
      fault && { ...entry, Id: fault.Id, SenderFault: tries === 1 },
      other && { ...entry, Id: other.Id },
    ];
    return { status: 200, body: { Successful: [], Failed: Failed.filter(Boolean) } };
  });
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
  let receives = 0;
  const sqs = await openProxy(t, queue.server.port, (action) => {
    if (action === 'ReceiveMessage' && ++receives === 2)
      return { status: 500, body: { __type: 'InternalError' } };
    return undefined;
  });
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
