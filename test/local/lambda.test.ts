import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { InitFailedError, UnknownFunctionError } from '../../local/lambda/errors.ts';
import { alive, gone, openTestHost } from './fixtures/lambda/openTestHost.ts';

interface Who {
  pid: number;
  calls: number;
}

test.serial('the first invocation starts a process, the second finds it warm', async (t) => {
  const host = openTestHost(t);
  t.deepEqual(host.state(), [{ name: 'fn', sandboxes: 0, busy: 0 }]);
  const first = await host.ask<Who>({ do: 'who' });
  const second = await host.ask<Who>({ do: 'who' });
  t.is(first.calls, 1);
  t.is(second.calls, 2);
  t.is(second.pid, first.pid);
  t.not(first.pid, process.pid);
});

test.serial('a warmed function has its process before the first invocation', async (t) => {
  const host = openTestHost(t);
  await Promise.all([host.warm('fn'), host.warm('fn')]);
  t.deepEqual(host.state(), [{ name: 'fn', sandboxes: 1, busy: 0 }]);
  const [{ logStream = '', ...line } = {}] = host.lines;
  t.deepEqual(line, { function: 'fn', stream: 'stdout', line: 'loading' });
  t.regex(logStream, /\[\$LATEST\]/);
  t.is((await host.ask<Who>({ do: 'who' })).calls, 1);
  t.is(host.lines.length, 1);
});

test.serial('invocations above the concurrency limit wait for a process to come free', async (t) => {
  const host = openTestHost(t, { maximumConcurrency: 2 });
  const folder = await mkdtemp(join(tmpdir(), 'lambda-test-'));
  const file = join(folder, 'go');
  const blocked = [1, 2].map(() => host.ask<Who>({ do: 'wait', file }));
  await host.line(/^waiting/, 2);
  const queued = host.ask<Who>({ do: 'who' });
  await writeFile(file, '');
  const pids = (await Promise.all(blocked)).map(({ pid }) => pid);
  t.is(new Set(pids).size, 2);
  t.true(pids.includes((await queued).pid));
  t.is(host.state()[0]?.sandboxes, 2);
});

test.serial('a payload comes back as it went, and nothing comes back as null', async (t) => {
  const host = openTestHost(t);
  const value = { text: 'ß\u2028\n日本', list: [1, null, { deep: true }] };
  t.deepEqual(await host.ask({ do: 'echo', value }), value);
  t.is(await host.ask<null>({ do: 'nothing' }), null);
});

test.serial('the handler gets the context and the environment that Lambda documents', async (t) => {
  const host = openTestHost(t, { timeoutSeconds: 33, environment: { PREFIX: 'x', AWS_REGION: 'eu-west-1' } });
  const before = Date.now();
  const context = await host.ask<{
    [key: string]: unknown;
    remaining: number;
    environment: Record<string, string>;
    argv: string[];
  }>({ do: 'context' });
  t.true(context.remaining <= 33_000 && context.remaining > 33_000 - (Date.now() - before) - 1);
  t.regex(String(context.awsRequestId), /^[0-9a-f-]{36}$/);
  t.like(context, {
    functionName: 'fn',
    functionVersion: '$LATEST',
    memoryLimitInMB: '512',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:fn',
    logGroupName: '/aws/lambda/fn',
  });
  const { environment, argv } = context;
  t.regex(String(context.logStreamName), /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  t.regex(
    environment._X_AMZN_TRACE_ID ?? '',
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
  );
  t.like(environment, {
    PREFIX: 'x',
    TZ: 'UTC',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'fn',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/fn',
    PATH: process.env.PATH,
  });
  t.is(environment.AWS_LAMBDA_LOG_STREAM_NAME, String(context.logStreamName));
  t.true(argv.includes('--max-old-space-size=460'));
});

test.serial('the environment of the host stays outside', async (t) => {
  process.env.LAMBDA_TEST_SECRET = 'of the host';
  t.teardown(() => delete process.env.LAMBDA_TEST_SECRET);
  const { environment } = await openTestHost(t).ask<{ environment: object }>({ do: 'context' });
  t.false('LAMBDA_TEST_SECRET' in environment);
});

test.serial(
  'lines of both streams are logged with their request id before the result is there',
  async (t) => {
    const host = openTestHost(t);
    const one = await host.ask<{ awsRequestId: string }>({ do: 'context' });
    await host.ask({ do: 'log', text: 'ä\u2028ö' });
    const two = await host.ask<{ awsRequestId: string }>({ do: 'context' });
    const logged = host.lines.filter(({ line }) => /ä/.test(line));
    t.deepEqual(logged.map(({ stream, line }) => `${stream}: ${line}`).sort(), [
      'stderr: error ä\u2028ö',
      'stdout: out ä\u2028ö',
    ]);
    const ids = new Set(logged.map(({ requestId }) => requestId));
    t.is(ids.size, 1);
    t.false(ids.has(one.awsRequestId) || ids.has(two.awsRequestId) || ids.has(undefined));
    await host.stop();
    t.is(host.lines.at(-1)?.line, 'unfinished');
  },
);

test.serial('an idle process ends after its time, but for those that are kept warm', async (t) => {
  const impatient = openTestHost(t, {}, { idleMs: 1 });
  await gone((await impatient.ask<Who>({ do: 'who' })).pid);
  t.is((await impatient.ask<Who>({ do: 'who' })).calls, 1);

  const keeping = openTestHost(t, { maximumConcurrency: 2 }, { idleMs: 1, keepWarm: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'lambda-test-'));
  const file = join(folder, 'go');
  const both = [1, 2].map(() => keeping.ask<Who>({ do: 'wait', file }));
  await keeping.line(/^waiting/, 2);
  await writeFile(file, '');
  const pids = (await Promise.all(both)).map(({ pid }) => pid);
  await Promise.race(pids.map(gone));
  t.is(pids.filter(alive).length, 1);
  t.true(pids.includes((await keeping.ask<Who>({ do: 'who' })).pid));
});

test.serial('a process that ends after its work does so, though others are kept warm', async (t) => {
  const host = openTestHost(t, { endsAfterWork: true }, { keepWarm: 1 });
  for (let run = 0; run < 2; run++) {
    const { pid, calls } = await host.ask<Who>({ do: 'who' });
    await gone(pid);
    t.is(calls, 1);
  }
});

test.serial('a function that is not there is a mistake of the caller', async (t) => {
  const host = openTestHost(t);
  const error = await t.throwsAsync(host.invoke('other', {}), { instanceOf: UnknownFunctionError });
  t.regex(error.message, /"other".*: fn\./);
  await t.throwsAsync(host.warm('other'), { instanceOf: UnknownFunctionError });
});

test.serial('a function that cannot start makes warm fail', async (t) => {
  const host = openTestHost(t, { file: '/nowhere/handler.ts' });
  const error = await t.throwsAsync(host.warm('fn'), { instanceOf: InitFailedError });
  t.is(error.failure.errorType, 'Runtime.ImportModuleError');
});
