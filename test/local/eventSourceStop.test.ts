import test from 'ava';
import type { InvocationResult } from '../../local/lambda/invocation.ts';
import { openTestHost } from './fixtures/lambda/openTestHost.ts';
import { openTestQueue, succeed } from './fixtures/lambda/openTestQueue.ts';

const HOUR = { VisibilityTimeout: '3600' };

test.serial('stop ends a long poll at once', async (t) => {
  const queue = await openTestQueue(t);
  const source = queue.map(() => succeed);
  await queue.receive('dead', 1);
  const began = performance.now();
  await source.stop();
  t.true(performance.now() - began < 5000); // the poll itself would go on for 20 s
});

test.serial('stop lets a running invocation finish, and deletes its messages', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  await queue.send('a');
  const running = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<InvocationResult>();
  const source = queue.map(() => {
    running.resolve();
    return finish.promise;
  });
  await running.promise;
  t.false(source.idle());
  const stopping = source.stop({ graceMs: 60_000 });
  finish.resolve(succeed);
  await stopping;
  t.deepEqual(queue.counts(), { ready: 0, inflight: 0 });
});

test.serial('stop makes messages visible at once whose invocation outlasts its grace', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  await queue.send('a', 'b');
  const running = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<InvocationResult>();
  const source = queue.map(() => {
    running.resolve();
    return finish.promise;
  });
  await running.promise;
  await source.stop({ graceMs: 1 });
  t.deepEqual(queue.counts(), { ready: 2, inflight: 0 });
  finish.resolve(succeed); // too late: the messages are no longer ours
  await queue.receive('dead', 1);
  t.deepEqual(queue.counts(), { ready: 2, inflight: 0 });
  t.deepEqual(source.errors, []);
});

test.serial('messages that a batch window has collected are visible at once after stop', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  const source = queue.map(() => succeed, { batchSize: 100, batchWindowSeconds: 300 });
  await queue.send('a', 'b');
  while (queue.counts().inflight < 2) await queue.receive('dead', 1);
  t.false(source.idle());
  await source.stop();
  t.deepEqual(queue.counts(), { ready: 2, inflight: 0 });
});

test.serial('messages are visible at once whose sandbox the stop of the host killed', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  const host = openTestHost(t);
  await queue.send('a');
  const source = queue.map(() => host.invoke('fn', { do: 'hang' }));
  await host.line(/^hanging/);
  const stopping = source.stop({ graceMs: 60_000 });
  await host.stop({ graceMs: 1 });
  await stopping;
  t.deepEqual(queue.counts(), { ready: 1, inflight: 0 });
});

test.serial('a message that arrives while stop waits for a function is visible at once too', async (t) => {
  const queue = await openTestQueue(t, HOUR);
  await queue.send('a');
  const running = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<InvocationResult>();
  const source = queue.map(() => {
    running.resolve();
    return finish.promise;
  });
  await running.promise;
  await queue.receive('dead', 1); // by now the next poll is open
  const stopping = source.stop({ graceMs: 60_000 });
  await queue.send('late');
  await queue.receive('dead', 1);
  finish.resolve(succeed);
  await stopping;
  t.deepEqual(queue.counts(), { ready: 1, inflight: 0 });
});
