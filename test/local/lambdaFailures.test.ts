import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { InvocationError } from '../../local/lambda/invocation.ts';
import { fixture, openTestHost, type TestHost } from './fixtures/lambda/openTestHost.ts';

async function failure(host: TestHost, task: Record<string, unknown>): Promise<InvocationError> {
  const result = await host.invoke('fn', task);
  if (result.ok) throw new Error(`succeeded with ${JSON.stringify(result.payload)}`);
  return result.error;
}

const pidOf = async (host: TestHost) => (await host.ask<{ pid: number }>({ do: 'who' })).pid;

test.serial('an error of the handler is the result, and the process goes on', async (t) => {
  const host = openTestHost(t);
  const pid = await pidOf(host);
  const error = await failure(host, { do: 'fail' });
  t.like(error, { errorType: 'FaceError', errorMessage: 'no such face' });
  t.regex(error.stackTrace?.join('\n') ?? '', /handler\.ts:\d+/);
  t.regex((await host.line(/Invoke Error/)).line, /ERROR\tInvoke Error\t\{"errorType":"FaceError"/);
  t.like(await failure(host, { do: 'throw-text' }), { errorType: 'string', errorMessage: 'only text' });
  t.like(await failure(host, { do: 'circular' }), {
    errorType: 'Runtime.JSONStringifyError',
    errorMessage: 'Unable to stringify response body',
  });
  t.is(await pidOf(host), pid);
});

for (const [what, file, errorType, errorMessage] of [
  ['throws while it loads', fixture('throwing.ts'), 'TypeError', /^weights are missing$/],
  [
    'exports a handler with a callback',
    fixture('withCallback.ts'),
    'Runtime.CallbackHandlerDeprecated',
    /removed support for callback-based function handlers/,
  ],
  ['exports no handler', fixture('handlerless.ts'), 'Runtime.HandlerNotFound', /undefined or not exported/],
  ['is not there', '/nowhere/handler.ts', 'Runtime.ImportModuleError', /nowhere/],
] as const)
  test.serial(`a module that ${what} fails the invocation, and the next one tries again`, async (t) => {
    const host = openTestHost(t, { file });
    for (const _ of [1, 2]) {
      const error = await failure(host, {});
      t.is(error.errorType, errorType);
      t.regex(error.errorMessage, errorMessage);
      t.is(host.state()[0]?.sandboxes, 0);
    }
    t.regex((await host.line(/Init Error/)).stream, /stderr/);
  });

test.serial('a module that does not parse is a syntax error of the user', async (t) => {
  const file = join(await mkdtemp(join(tmpdir(), 'lambda-test-')), 'broken.mjs');
  await writeFile(file, 'export function handler( {');
  t.is((await failure(openTestHost(t, { file }), {})).errorType, 'Runtime.UserCodeSyntaxError');
});

test.serial('an init without end is killed after its own time limit', async (t) => {
  const host = openTestHost(t, { file: fixture('neverReady.ts') }, { initTimeoutMs: 1500 });
  const { errorType, errorMessage } = await failure(host, {});
  t.is(errorType, 'Sandbox.Timedout');
  t.regex(errorMessage, /Init phase timed out after 1\.50 seconds/);
  t.true(host.lines.some(({ line }) => line === 'never ready'));
});

for (const task of ['hang', 'spin'])
  test.serial(
    `a handler that would ${task} is killed at its timeout, and the next finds a new process`,
    async (t) => {
      const host = openTestHost(t, { timeoutSeconds: 1 });
      const pid = await pidOf(host);
      const error = await failure(host, { do: task });
      t.is(error.errorType, 'Sandbox.Timedout');
      t.regex(error.errorMessage, /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
      t.true(host.lines.some(({ line }) => /^hanging|^spinning/.test(line)));
      t.not(await pidOf(host), pid);
    },
  );

for (const [task, text] of [
  [{ do: 'exit', code: 1 }, 'Runtime exited with error: exit status 1'],
  [{ do: 'exit', code: 0 }, 'Runtime exited without providing a reason'],
  [{ do: 'abort' }, 'Runtime exited with error: signal: aborted'],
  [{ do: 'never-settle' }, 'Runtime exited with error: exit status 13'],
] as const)
  test.serial(`a process that ends by ${JSON.stringify(task)} says: ${text}`, async (t) => {
    const host = openTestHost(t);
    const error = await failure(host, task);
    t.is(error.errorType, 'Runtime.ExitError');
    t.regex(error.errorMessage, /^RequestId: [0-9a-f-]{36} Error: /);
    t.true(error.errorMessage.endsWith(text), error.errorMessage);
    if (task.do === 'exit') t.is(host.lines.at(-1)?.line, 'last words');
    t.is((await host.ask<{ calls: number }>({ do: 'who' })).calls, 1);
  });

test.serial('a process that is killed from outside fails its invocation, and loses no line', async (t) => {
  const host = openTestHost(t);
  const failed = failure(host, { do: 'spin' });
  const { line, requestId } = await host.line(/^spinning/);
  process.kill(Number(line.split(' ')[1]), 'SIGKILL');
  t.deepEqual(await failed, {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  });
});

test.serial('errors that no one catches are reported, and end the process', async (t) => {
  const host = openTestHost(t);
  t.like(await failure(host, { do: 'reject-elsewhere' }), {
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: 'forgotten',
  });
  t.like(await failure(host, { do: 'throw-elsewhere' }), {
    errorType: 'RangeError',
    errorMessage: 'out of reach',
  });
  t.is((await host.ask<{ calls: number }>({ do: 'who' })).calls, 1);
});

test.serial('a process that ends after its answer does not cost the next invocation', async (t) => {
  const host = openTestHost(t);
  const { pid } = await host.ask<{ pid: number }>({ do: 'exit-after' });
  t.not(await pidOf(host), pid);
});

test.serial('a JavaScript heap above the memory of the function ends the process', async (t) => {
  const host = openTestHost(t, { memoryMb: 128 });
  const error = await failure(host, { do: 'fill-heap' });
  // V8 aborts at the heap's limit; on Linux the look at the resident memory may come first.
  t.regex(
    `${error.errorType}: ${error.errorMessage}`,
    /Runtime\.ExitError: .*signal: aborted|Runtime\.OutOfMemory: .*signal: killed/,
  );
  t.is((await host.ask<{ calls: number }>({ do: 'who' })).calls, 1);
});

(process.platform === 'linux' ? test.serial : test.skip)(
  'memory outside of the heap counts too, and above the limit the process is killed',
  async (t) => {
    const host = openTestHost(t, { memoryMb: 256 });
    const error = await failure(host, { do: 'fill-buffers' });
    t.is(error.errorType, 'Runtime.OutOfMemory');
    t.regex(error.errorMessage, /Error: Runtime exited with error: signal: killed$/);
  },
);

test.serial('a response of 6 MB and 100 bytes is the largest', async (t) => {
  const host = openTestHost(t);
  const limit = 6 * 1024 * 1024 + 100;
  t.is((await host.ask<string>({ do: 'big', bytes: limit })).length, limit - 2);
  t.deepEqual(await failure(host, { do: 'big', bytes: limit + 1 }), {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  });
  t.is((await host.ask<{ calls: number }>({ do: 'who' })).calls, 3);
});

test.serial('a request above 6 MB does not reach the function', async (t) => {
  const host = openTestHost(t);
  const error = await failure(host, { do: 'echo', value: 'x'.repeat(6 * 1024 * 1024) });
  t.is(error.errorType, 'RequestTooLargeException');
  t.is(host.state()[0]?.sandboxes, 0);
});
