import test, { type ExecutionContext } from 'ava';
import type { InvocationError, InvocationResult } from '../../local/lambda/invocation.ts';
import { openRuntimeApi } from '../../local/lambda/runtimeApi.ts';

/** The API as any other runtime would use it: over HTTP. */
async function open(t: ExecutionContext) {
  const results: InvocationResult[] = [];
  const initErrors: InvocationError[] = [];
  let ready = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const api = await openRuntimeApi({
    ready: () => ready.resolve(),
    left: left.resolve,
    answered: (result) => results.push(result),
    initFailed: (error) => initErrors.push(error),
  });
  t.teardown(() => api.close());
  const url = `http://${api.address}/2018-06-01/runtime`;
  return {
    results,
    initErrors,
    left: left.promise,
    next: (signal?: AbortSignal) => fetch(`${url}/invocation/next`, { signal: signal ?? null }),
    async post(path: string, body: string): Promise<Record<string, unknown>> {
      const response = await fetch(`${url}${path}`, { method: 'POST', body });
      return { code: response.status, ...((await response.json()) as object) };
    },
    async give(requestId: string, payload: string) {
      await ready.promise;
      ready = Promise.withResolvers();
      api.give({ requestId, payload }, { 'lambda-runtime-aws-request-id': requestId });
    },
  };
}

test('an invocation goes out by /next and comes back by /response', async (t) => {
  const api = await open(t);
  const next = api.next();
  await api.give('one', '{"a":1}');
  const response = await next;
  t.is(response.status, 200);
  t.is(response.headers.get('Lambda-Runtime-Aws-Request-Id'), 'one');
  t.deepEqual(await response.json(), { a: 1 });
  t.deepEqual(await api.post('/invocation/one/response', '[2]'), { code: 202, status: 'OK' });
  t.deepEqual(api.results, [{ ok: true, payload: [2] }]);
});

test('an answer with a wrong or an old request id is a 400 InvalidRequestID', async (t) => {
  const api = await open(t);
  const invalid = { code: 400, errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' };
  t.deepEqual(await api.post('/invocation/none/response', '1'), invalid);
  const next = api.next();
  await api.give('one', '{}');
  await next;
  t.deepEqual(await api.post('/invocation/two/response', '1'), invalid);
  t.deepEqual(await api.post('/invocation/two/error', '{}'), invalid);
  await api.post('/invocation/one/response', '1');
  t.deepEqual(await api.post('/invocation/one/response', '2'), invalid);
  t.deepEqual(api.results, [{ ok: true, payload: 1 }]);
});

test('a response above 6 MB is a 413 RequestEntityTooLarge, and fails the invocation', async (t) => {
  const api = await open(t);
  const next = api.next();
  await api.give('one', '{}');
  await next;
  t.deepEqual(await api.post('/invocation/one/response', 'x'.repeat(6_291_557)), {
    code: 413,
    errorType: 'RequestEntityTooLarge',
    errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).',
  });
  t.like(api.results, [{ ok: false, error: { errorType: 'Function.ResponseSizeTooLarge' } }]);
});

test('a runtime that asks on without an answer gets nothing until it has answered', async (t) => {
  const api = await open(t);
  const first = api.next();
  await api.give('one', '1');
  await first;
  const second = api.next();
  t.like(await api.post('/invocation/one/error', '{"errorType":"E","errorMessage":"m"}'), { code: 202 });
  await api.give('two', '2');
  t.is(await (await second).text(), '2');
  t.deepEqual(api.results, [{ ok: false, error: { errorType: 'E', errorMessage: 'm' } }]);
});

test('a second /next at the same time is a 403, and one that goes away is noticed', async (t) => {
  const api = await open(t);
  const away = new AbortController();
  const first = api.next(away.signal);
  t.is((await Promise.race([api.next(away.signal), first])).status, 403);
  away.abort();
  await t.throwsAsync(first);
  await api.left;
});

test('an init error is taken before the first /next only', async (t) => {
  const api = await open(t);
  await api.post('/init/error', '{"errorType":"E","errorMessage":"m","stackTrace":["a"]}');
  t.deepEqual(api.initErrors, [{ errorType: 'E', errorMessage: 'm', stackTrace: ['a'] }]);
  const next = api.next();
  await api.give('one', '1');
  await next;
  t.like(await api.post('/init/error', '{}'), { code: 403, errorType: 'InvalidStateTransition' });
});

test('what is no JSON fails the invocation instead of going astray', async (t) => {
  const api = await open(t);
  for (const [path, body, errorType] of [
    ['response', '{"a":', 'Function.InvalidResponse'],
    ['error', 'oops', 'Runtime.Unknown'],
  ] as const) {
    const next = api.next();
    await api.give('one', '{}');
    await next;
    await api.post(`/invocation/one/${path}`, body);
    t.like(api.results.pop(), { ok: false, error: { errorType } });
  }
});

test('any other path is a 404', async (t) => {
  t.like(await (await open(t)).post('/invocation/next', ''), { code: 404 });
});
