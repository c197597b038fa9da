import test from 'ava';
import type { InvocationResult } from '../../local/lambda/invocation.ts';
import { startSchedules } from '../../local/startSchedules.ts';

const DONE: InvocationResult = { ok: true, payload: {} };
const failed = (errorType: string): InvocationResult => ({
  ok: false,
  error: { errorType, errorMessage: 'No.' },
});

test('each function is invoked at its rate, and not while it still runs', async (t) => {
  const invoked: string[] = [];
  const third = Promise.withResolvers<void>();
  const slow = Promise.withResolvers<InvocationResult>();
  const schedules = startSchedules({
    scheduled: [
      { name: 'quick', everyMinutes: 1 },
      { name: 'slow', everyMinutes: 1 },
    ],
    minuteMs: 5,
    onError: (error) => t.fail(error.message),
    async invoke(name, event) {
      invoked.push(name);
      t.like(event, { 'detail-type': 'Scheduled Event' });
      if (name === 'slow') return slow.promise;
      if (invoked.filter((one) => one === 'quick').length === 3) third.resolve();
      return DONE;
    },
  });
  await third.promise;
  schedules.stop();
  slow.resolve(DONE);
  t.is(invoked.filter((name) => name === 'slow').length, 1);
});

test('one that is not to wait for a whole interval is invoked before', async (t) => {
  const invoked = Promise.withResolvers<string>();
  const schedules = startSchedules({
    scheduled: [
      { name: 'patient', everyMinutes: 60 },
      { name: 'early', everyMinutes: 60, firstAfterMinutes: 5 },
    ],
    minuteMs: 5,
    onError: (error) => t.fail(error.message),
    async invoke(name) {
      invoked.resolve(name);
      return DONE;
    },
  });
  t.is(await invoked.promise, 'early');
  schedules.stop();
});

test('a failure is told once, until it is another or a run has gone well; what a stop cuts short is none', async (t) => {
  const told: string[] = [];
  const results = [failed('A'), failed('A'), failed('B'), DONE, failed('B')];
  const last = Promise.withResolvers<InvocationResult>();
  const begun = Promise.withResolvers<void>();
  const schedules = startSchedules({
    scheduled: [{ name: 'fn', everyMinutes: 1 }],
    minuteMs: 1,
    onError: ({ message }) => told.push(message),
    async invoke() {
      const next = results.shift();
      if (!next) begun.resolve();
      return next ?? last.promise;
    },
  });
  await begun.promise;
  schedules.stop();
  last.resolve(failed('C'));
  await new Promise(setImmediate);
  t.deepEqual(
    told.map((message) => message.slice(0, 43)),
    ['A', 'B', 'B'].map((type) => `fn, which runs by the clock, failed: ${type}: No.`.slice(0, 43)),
  );
});
