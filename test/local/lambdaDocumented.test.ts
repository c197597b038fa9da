import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openRuntimeApi } from '../../local/lambda/runtimeApi.ts';
import { alive, fixture, gone, openTestHost } from './fixtures/lambda/openTestHost.ts';

/* The Lambda guide, sentence by sentence in our words, each with its trial against a real host. */

interface Who {
  pid: number;
  calls: number;
  loadedAt: number;
}
interface Seen {
  awsRequestId: string;
  logStreamName: string;
  remaining: number;
  environment: Record<string, string>;
}
type Row = [page: string, sentence: string, trial: (t: ExecutionContext) => Promise<void>];

const LIFECYCLE = 'Execution environment lifecycle';
const API = 'Runtime API';
const VARIABLES = 'Environment variables';
const NODE = 'Handlers in Node.js';
const QUOTAS = 'Quotas';

const who = { do: 'who' };
const context = { do: 'context' };

const rows: Row[] = [
  [
    LIFECYCLE,
    'code outside of the handler runs once for an environment, which serves one invocation after the other',
    async (t) => {
      const host = openTestHost(t);
      const [first, second] = [await host.ask<Who>(who), await host.ask<Who>(who)];
      t.is(second.pid, first.pid);
      t.is(second.loadedAt, first.loadedAt);
      t.is(host.lines.filter(({ line }) => line === 'loading').length, 1);
    },
  ],
  [
    LIFECYCLE,
    'an environment has one invocation at a time: two at once have two environments',
    async (t) => {
      const host = openTestHost(t, { maximumConcurrency: 2 });
      const file = join(await mkdtemp(join(tmpdir(), 'lambda-test-')), 'go');
      const both = [1, 2].map(() => host.ask<Who>({ do: 'wait', file }));
      await host.line(/^waiting/, 2);
      await writeFile(file, '');
      t.is(new Set((await Promise.all(both)).map(({ pid }) => pid)).size, 2);
    },
  ],
  [
    LIFECYCLE,
    'an init that fails fails the invocation, and the next invocation begins a new init',
    async (t) => {
      const host = openTestHost(t, { file: fixture('throwing.ts') });
      for (const _ of [1, 2]) {
        t.like(await host.invoke('fn', who), { ok: false, error: { errorType: 'TypeError' } });
        t.is(host.state()[0]?.sandboxes, 0);
      }
    },
  ],
  [
    LIFECYCLE,
    'an init has a time limit of its own, which does not use up the timeout of the function',
    async (t) => {
      const host = openTestHost(
        t,
        { timeoutSeconds: 1, file: fixture('neverReady.ts') },
        { initTimeoutMs: 1500 },
      );
      const result = await host.invoke('fn', who);
      t.regex(result.ok ? '' : result.error.errorMessage, /Init phase timed out after 1\.50 seconds/);
    },
  ],
  [
    LIFECYCLE,
    'an invocation that times out ends its environment, and the next one has a new one',
    async (t) => {
      const host = openTestHost(t, { timeoutSeconds: 1 });
      const { pid } = await host.ask<Who>(who);
      t.like(await host.invoke('fn', { do: 'hang' }), {
        ok: false,
        error: { errorType: 'Sandbox.Timedout' },
      });
      await gone(pid);
      t.is((await host.ask<Who>(who)).calls, 1);
    },
  ],
  [
    LIFECYCLE,
    'an error that the handler throws leaves the environment as it is',
    async (t) => {
      const host = openTestHost(t);
      const { pid } = await host.ask<Who>(who);
      t.like(await host.invoke('fn', { do: 'fail' }), { ok: false, error: { errorType: 'FaceError' } });
      t.is((await host.ask<Who>(who)).pid, pid);
    },
  ],
  [
    LIFECYCLE,
    'a process that exits fails its invocation with Runtime.ExitError, and the next one has a new environment',
    async (t) => {
      const host = openTestHost(t);
      const failed = await host.invoke('fn', { do: 'exit', code: 3 });
      t.like(failed, { ok: false, error: { errorType: 'Runtime.ExitError' } });
      t.is((await host.ask<Who>(who)).calls, 1);
    },
  ],
  [
    LIFECYCLE,
    'at the shutdown the runtime is sent SIGTERM, and may do its last work',
    async (t) => {
      const host = openTestHost(t);
      const { pid } = await host.ask<Who>({ do: 'on-term' });
      await host.stop();
      t.false(alive(pid));
      t.is(host.lines.at(-1)?.line, 'SIGTERM');
    },
  ],
  [
    LIFECYCLE,
    'a runtime that does not mind SIGTERM is sent SIGKILL',
    async (t) => {
      const host = openTestHost(t);
      const { pid } = await host.ask<Who>(who);
      const cut = host.invoke('fn', { do: 'ignore-term' });
      await host.line(/^ignoring/);
      await host.stop({ graceMs: 1 });
      t.false(alive(pid));
      t.false((await cut).ok);
    },
  ],
  [
    API,
    'each invocation has a request id of its own, which context, headers and log lines agree on',
    async (t) => {
      const host = openTestHost(t);
      const ids = [await host.ask<Seen>(context), await host.ask<Seen>(context)].map(
        (one) => one.awsRequestId,
      );
      t.is(new Set(ids).size, 2);
      await host.invokeJson('fn', '{"do":"say","text":"mine"}', 'given');
      t.is((await host.line(/^mine$/)).requestId, 'given');
    },
  ],
  [
    API,
    'Lambda-Runtime-Deadline-Ms is the moment when the function times out',
    async (t) => {
      const host = openTestHost(t, { timeoutSeconds: 7 });
      await host.warm('fn');
      const before = Date.now();
      const { remaining } = await host.ask<Seen>(context);
      t.true(remaining <= 7000 && remaining >= 7000 - (Date.now() - before));
    },
  ],
  [
    API,
    'each invocation has a tracing header, which stands in _X_AMZN_TRACE_ID',
    async (t) => {
      const host = openTestHost(t);
      const traces = [await host.ask<Seen>(context), await host.ask<Seen>(context)].map(
        ({ environment }) => environment._X_AMZN_TRACE_ID ?? '',
      );
      t.is(new Set(traces).size, 2);
      for (const trace of traces) t.regex(trace, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/);
    },
  ],
  [
    API,
    'an answer to an invocation that was abandoned is a 400, and the runtime gets the next one by /next',
    async (t) => {
      const ready = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let times = 0;
      const answers: unknown[] = [];
      const api = await openRuntimeApi({
        ready: () => ready[times++]?.resolve(),
        left() {},
        answered: (result) => answers.push(result),
        initFailed() {},
      });
      t.teardown(() => api.close());
      const url = `http://${api.address}/2018-06-01/runtime/invocation`;
      const post = async (path: string) =>
        (await fetch(`${url}${path}`, { method: 'POST', body: '1' })).status;
      const first = fetch(`${url}/next`);
      await ready[0]?.promise;
      api.give({ requestId: 'one', payload: '1' }, { 'lambda-runtime-aws-request-id': 'one' });
      await first;
      t.is(await post('/one/response'), 202);
      const second = fetch(`${url}/next`);
      await ready[1]?.promise;
      api.give({ requestId: 'two', payload: '2' }, { 'lambda-runtime-aws-request-id': 'two' });
      t.is(await post('/one/response'), 400);
      t.is((await second).headers.get('lambda-runtime-aws-request-id'), 'two');
      t.is(await post('/two/response'), 202);
      t.is(answers.length, 2);
    },
  ],
  [
    VARIABLES,
    'variables of the function are there, and none of the reserved ones can be set by it',
    async (t) => {
      const reserved = {
        AWS_LAMBDA_FUNCTION_NAME: 'x',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: 'x',
        AWS_LAMBDA_FUNCTION_VERSION: 'x',
        AWS_LAMBDA_LOG_GROUP_NAME: 'x',
        AWS_LAMBDA_LOG_STREAM_NAME: 'x',
        AWS_LAMBDA_RUNTIME_API: 'x',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'x',
        AWS_EXECUTION_ENV: 'x',
        LAMBDA_TASK_ROOT: 'x',
        TZ: 'Europe/Berlin',
      };
      const { environment } = await openTestHost(t, {
        environment: { COLOUR: 'red', ...reserved },
      }).ask<Seen>(context);
      t.is(environment.COLOUR, 'red');
      for (const name of Object.keys(reserved)) t.not(environment[name], 'x', name);
      t.is(environment.TZ, 'UTC');
      t.is(environment.AWS_LAMBDA_INITIALIZATION_TYPE, 'on-demand');
    },
  ],
  [
    VARIABLES,
    'the log group and the log stream are named in the environment and in the context alike',
    async (t) => {
      const host = openTestHost(t);
      const { environment, logStreamName } = await host.ask<Seen>(context);
      t.is(environment.AWS_LAMBDA_LOG_STREAM_NAME, logStreamName);
      t.is(environment.AWS_LAMBDA_LOG_GROUP_NAME, '/aws/lambda/fn');
      t.is((await host.line(/loading/)).logStream, logStreamName);
    },
  ],
  [
    NODE,
    'a handler that returns nothing gives null',
    async (t) => {
      t.is(await openTestHost(t).ask<null>({ do: 'nothing' }), null);
    },
  ],
  [
    NODE,
    'a handler that takes a callback is not run any more since Node.js 24',
    async (t) => {
      const result = await openTestHost(t, { file: fixture('withCallback.ts') }).invoke('fn', who);
      t.like(result, { ok: false, error: { errorType: 'Runtime.CallbackHandlerDeprecated' } });
    },
  ],
  [
    NODE,
    'a promise that is rejected and that nobody minds ends the environment',
    async (t) => {
      const result = await openTestHost(t).invoke('fn', { do: 'reject-elsewhere' });
      t.like(result, { ok: false, error: { errorType: 'Runtime.UnhandledPromiseRejection' } });
    },
  ],
  [
    QUOTAS,
    'a payload has 6 MB at most, to the function and back',
    async (t) => {
      const host = openTestHost(t);
      const limit = 6 * 1024 * 1024;
      const text = 'x'.repeat(limit - Buffer.byteLength('{"do":"echo","value":""}'));
      t.is((await host.ask<string>({ do: 'echo', value: text })).length, text.length);
      t.like(await host.invoke('fn', { do: 'echo', value: `${text}x` }), {
        ok: false,
        error: { errorType: 'RequestTooLargeException' },
      });
      t.like(await host.invoke('fn', { do: 'big', bytes: limit + 101 }), {
        ok: false,
        error: { errorType: 'Function.ResponseSizeTooLarge' },
      });
    },
  ],
  [
    QUOTAS,
    'a function that uses more memory than it has is killed',
    async (t) => {
      const host = openTestHost(t, { memoryMb: 128 });
      const result = await host.invoke('fn', { do: 'fill-heap' });
      t.regex(result.ok ? '' : result.error.errorType, /^Runtime\.(OutOfMemory|ExitError)$/);
      t.is((await host.ask<Who>(who)).calls, 1);
    },
  ],
];

for (const [page, sentence, trial] of rows) test.serial(`${page}: ${sentence}`, trial);
