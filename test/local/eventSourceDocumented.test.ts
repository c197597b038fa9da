import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import test, { type ExecutionContext } from 'ava';
import { BatchFailedError, MappingOptionError } from '../../local/lambda/errors.ts';
import type { FunctionSpec } from '../../local/lambda/openLambdaHost.ts';
import { type EventSourceOptions, startEventSource } from '../../local/lambda/startEventSource.ts';
import { fixture, openTestHost } from './fixtures/lambda/openTestHost.ts';
import { arnOf, REGION, startQueues } from './queuesHarness.ts';

/* The Lambda guide's pages on SQS, sentence by sentence in our words: our SQS, our mapping, a real function. */

type Row = [page: string, sentence: string, trial: (t: ExecutionContext) => Promise<void>];

const USING = 'Using Lambda with SQS';
const ERRORS = 'Error handling for SQS';
const SCALING = 'Scaling for SQS';
const PARAMETERS = 'Parameters for SQS';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const task = (what: string, rest: object = {}) => JSON.stringify({ do: what, ...rest });

/** A queue `work` with dead letters, and what is needed to feed a function from it. */
async function start(
  t: ExecutionContext,
  spec: Partial<FunctionSpec> = {},
  attributes: Record<string, string> = {},
) {
  const queues = await startQueues(t);
  const dead = await queues.queue('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 3 });
  const work = await queues.queue('work', { VisibilityTimeout: '3600', RedrivePolicy, ...attributes });
  const host = openTestHost(t, spec);
  const errors: Error[] = [];
  let heard = Promise.withResolvers<Error>();
  return {
    ...queues,
    work,
    dead,
    host,
    errors,
    /** The next error of the mapping. */
    nextError: () => heard.promise,
    /** Of `work`: how many are there, and how many a function has. */
    async counts() {
      const { Attributes = {} } = await queues.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: work, AttributeNames: ['All'] }),
      );
      const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesNotVisible: hidden } =
        Attributes;
      return { ready: Number(ready), hidden: Number(hidden) };
    },
    /** The bodies, with their receive counts, of the `nth` batch that the function got. */
    async batch(nth: number) {
      const { line } = await host.line(/^batch/, nth);
      return JSON.parse(line.slice('batch '.length)) as string[];
    },
    map(options: Partial<EventSourceOptions> = {}) {
      const source = startEventSource({
        calls: queues.calls,
        queueUrl: work,
        queueArn: arnOf('work'),
        region: REGION,
        batchSize: 10,
        batchWindowSeconds: 0,
        maximumConcurrency: 2,
        invoke: (event) => host.invoke('fn', event),
        onError(error) {
          errors.push(error);
          heard.resolve(error);
          heard = Promise.withResolvers();
        },
        ...options,
      });
      t.teardown(() => source.stop({ graceMs: 0 }));
      return source;
    },
  };
}

/** Waits for the end of the mapping, which has then settled every message. */
async function settle(source: { stop(options: { graceMs: number }): Promise<void> }) {
  await source.stop({ graceMs: 60_000 });
}

const rows: Row[] = [
  [
    USING,
    'the function is invoked with a batch of messages, which are deleted when it succeeds',
    async (t) => {
      const all = await start(t);
      await all.send(all.work, 'a', 'b');
      const source = all.map();
      t.deepEqual((await all.batch(1)).sort(), ['a x1', 'b x1']);
      await settle(source);
      t.deepEqual(await all.counts(), { ready: 0, hidden: 0 });
      t.deepEqual(all.errors, []);
    },
  ],
  [
    USING,
    'messages stay in the queue while the function has them, and are hidden',
    async (t) => {
      const all = await start(t);
      const file = join(await mkdtemp(join(tmpdir(), 'lambda-test-')), 'go');
      await all.send(all.work, task('wait', { file }));
      const source = all.map();
      await all.host.line(/^waiting/);
      t.deepEqual(await all.counts(), { ready: 0, hidden: 1 });
      t.deepEqual(await all.receive(all.work), []);
      await writeFile(file, '');
      await settle(source);
      t.deepEqual(await all.counts(), { ready: 0, hidden: 0 });
    },
  ],
  [
    USING,
    'a batch window collects messages of several receives, up to the batch size',
    async (t) => {
      const all = await start(t);
      await all.send(all.work, ...numbers(25));
      all.map({ batchSize: 25, batchWindowSeconds: 60 });
      t.is((await all.batch(1)).length, 25);
    },
  ],
  [
    USING,
    'a batch that is not full goes when its window is over',
    async (t) => {
      const all = await start(t);
      await all.send(all.work, 'a');
      all.map({ batchSize: 25, batchWindowSeconds: 1 });
      t.deepEqual(await all.batch(1), ['a x1']);
    },
  ],
  [
    USING,
    'a batch is at most the 6 MB of a payload, whatever its size and its window',
    async (t) => {
      const all = await start(t);
      for (let n = 0; n < 7; n++) await all.send(all.work, 'x'.repeat(1_000_000));
      all.map({ batchSize: 10 });
      t.is((await all.batch(1)).length, 6);
      t.is((await all.batch(2)).length, 1);
    },
  ],
  [
    ERRORS,
    'after an error of the function its whole batch comes again by the visibility timeout',
    async (t) => {
      const all = await start(t, {}, { VisibilityTimeout: '3' });
      await all.host.warm('fn');
      await all.send(all.work, task('fail'), 'b');
      all.map();
      t.deepEqual(new Set(await all.batch(2)), new Set([`${task('fail')} x2`, 'b x2']));
      t.true(all.errors[0] instanceof BatchFailedError);
      t.regex(all.errors[0]!.message, /FaceError: no such face/);
    },
  ],
  ...(
    [
      ['times out', { timeoutSeconds: 1 }, 'hang', /Sandbox\.Timedout.*Task timed out after 1\.00 seconds/],
      ['exits', {}, 'exit', /Runtime\.ExitError/],
      ['runs out of memory', { memoryMb: 128 }, 'fill-heap', /Runtime\.(OutOfMemory|ExitError)/],
      ['cannot start', { file: fixture('throwing.ts') }, 'pass', /TypeError: weights are missing/],
    ] as const
  ).map(
    ([what, spec, does, said]): Row => [
      ERRORS,
      `a function that ${what} has failed its batch, of which nothing is deleted`,
      async (t) => {
        const all = await start(t, spec);
        await all.send(all.work, task(does, { code: 1 }));
        const source = all.map();
        t.regex((await all.nextError()).message, said);
        await settle(source);
        t.deepEqual(await all.counts(), { ready: 0, hidden: 1 });
      },
    ],
  ),
  [
    ERRORS,
    'a function that names the messages that failed gets these again, and the others are deleted',
    async (t) => {
      const all = await start(t, {}, { VisibilityTimeout: '3' });
      await all.host.warm('fn');
      await all.send(all.work, 'a', task('report'), 'b');
      const source = all.map();
      t.is((await all.batch(1)).length, 3);
      t.deepEqual(await all.batch(2), [`${task('report')} x2`]);
      await settle(source);
      t.deepEqual(all.errors, [], 'which is no error of the function');
    },
  ],
  ...(
    [
      ['an empty list of failures', { batchItemFailures: [] }],
      ['null for the list of failures', { batchItemFailures: null }],
      ['an empty object', {}],
      ['null', null],
    ] as const
  ).map(
    ([what, value]): Row => [
      ERRORS,
      `a response that is ${what} is a complete success`,
      async (t) => {
        const all = await start(t);
        await all.send(all.work, task('answer', { value }));
        const source = all.map();
        await all.batch(1);
        await settle(source);
        t.deepEqual(await all.counts(), { ready: 0, hidden: 0 });
      },
    ],
  ),
  ...(
    [
      ['no JSON object', 'oops'],
      ['a list', []],
      ['a list of failures that is none', { batchItemFailures: 'a' }],
      ['an empty itemIdentifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
      ['a null itemIdentifier', { batchItemFailures: [{ itemIdentifier: null }] }],
      ['an itemIdentifier under a wrong name', { batchItemFailures: [{ itemIdentifer: 'a' }] }],
      ['the name of a message that is not in the batch', { batchItemFailures: [{ itemIdentifier: 'x' }] }],
      ['a failure that is no object', { batchItemFailures: ['a'] }],
    ] as const
  ).map(
    ([what, value]): Row => [
      ERRORS,
      `a response that is or has ${what} is a complete failure`,
      async (t) => {
        const all = await start(t);
        await all.send(all.work, task('answer', { value }));
        const source = all.map();
        t.regex((await all.nextError()).message, /InvalidBatchResponse/);
        await settle(source);
        t.deepEqual(await all.counts(), { ready: 0, hidden: 1 });
      },
    ],
  ),
  [
    ERRORS,
    'a message is received as often as its queue says, and then among the dead letters',
    async (t) => {
      const all = await start(t, {}, { VisibilityTimeout: '0' });
      await all.send(all.work, task('report'));
      all.map();
      const [message] = await all.receive(all.dead, { WaitTimeSeconds: 20 });
      t.is(message?.Body, task('report'));
      for (const nth of [1, 2, 3]) t.deepEqual(await all.batch(nth), [`${task('report')} x${nth}`]);
    },
  ],
  [
    ERRORS,
    'a function that keeps failing is invoked less and less often',
    async (t) => {
      const all = await start(t);
      await all.send(all.work, ...numbers(4).map(() => task('fail')));
      const times: number[] = [];
      const enough = Promise.withResolvers<void>();
      all.map({
        batchSize: 1,
        maximumConcurrency: 1,
        invoke(event) {
          if (times.push(performance.now()) === 4) enough.resolve();
          return all.host.invoke('fn', event);
        },
      });
      await enough.promise;
      const [one = 0, two = 0, three = 0] = times.slice(1).map((time, index) => time - times[index]!);
      t.true(one >= 99 && two >= 199 && three >= 399, String([one, two, three]));
    },
  ],
  [
    SCALING,
    'no more invocations run at once than the maximum concurrency, and the other messages wait in the queue',
    async (t) => {
      const all = await start(t, { maximumConcurrency: 5 });
      const file = join(await mkdtemp(join(tmpdir(), 'lambda-test-')), 'go');
      await all.send(all.work, ...numbers(5).map(() => task('wait', { file })));
      const source = all.map({ batchSize: 1, maximumConcurrency: 2 });
      await all.host.line(/^waiting/, 2);
      t.deepEqual(all.host.state(), [{ name: 'fn', sandboxes: 2, busy: 2 }]);
      t.deepEqual(await all.counts(), { ready: 3, hidden: 2 });
      await writeFile(file, '');
      await all.host.line(/^waiting/, 5);
      await settle(source);
      t.deepEqual(await all.counts(), { ready: 0, hidden: 0 });
    },
  ],
  [
    PARAMETERS,
    'a batch has 1 to 10,000 messages, a window 0 to 300 seconds, and at least 1 for a batch above 10',
    async (t) => {
      const all = await start(t);
      for (const wrong of [
        { batchSize: 0 },
        { batchSize: 10_001, batchWindowSeconds: 1 },
        { batchSize: 11 },
        { batchWindowSeconds: -1 },
        { batchWindowSeconds: 301 },
        { maximumConcurrency: 1001 },
      ])
        t.throws(() => all.map(wrong), { instanceOf: MappingOptionError }, JSON.stringify(wrong));
      await settle(all.map({ batchSize: 10_000, batchWindowSeconds: 300 }));
    },
  ],
  [
    PARAMETERS,
    'a queue whose visibility timeout is shorter than the timeout of the function is refused',
    async (t) => {
      const all = await start(t);
      t.throws(() => all.map({ timeoutSeconds: 61, visibilityTimeoutSeconds: 60 }), {
        instanceOf: MappingOptionError,
        message: /visibilityTimeoutSeconds is 60, but must be at least the 61 seconds of the function/,
      });
      await settle(all.map({ timeoutSeconds: 60, visibilityTimeoutSeconds: 60 }));
    },
  ],
];

for (const [page, sentence, trial] of rows) test.serial(`${page}: ${sentence}`, trial);
