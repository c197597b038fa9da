import {
  DeleteFunctionCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import test from 'ava';
import { startFunctions } from './functionsHarness.ts';

const json = (bytes: Uint8Array | undefined) => JSON.parse(Buffer.from(bytes ?? []).toString());
const invocation = (task: unknown, rest: Partial<InvokeCommandInput> = {}) =>
  new InvokeCommand({ FunctionName: 'fn', Payload: Buffer.from(JSON.stringify(task)), ...rest });

test.serial('functions are listed and described', async (t) => {
  const { lambda } = await startFunctions(t);
  const expected = {
    FunctionName: 'fn',
    FunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:fn',
    Runtime: 'nodejs24.x' as never,
    Handler: 'functions/fn/handler.handler',
    Timeout: 60,
    MemorySize: 512,
    Version: '$LATEST',
    State: 'Active' as const,
    Environment: { Variables: { COLOUR: 'red' } },
  };
  const { Functions } = await lambda.send(new ListFunctionsCommand({}));
  t.is(Functions?.length, 1);
  t.like(Functions?.[0], expected);
  for (const FunctionName of ['fn', 'fn:$LATEST', expected.FunctionArn, '000000000000:function:fn']) {
    t.like((await lambda.send(new GetFunctionCommand({ FunctionName }))).Configuration, expected);
    t.like(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName })), expected);
  }
});

test.serial('what feeds a function is described', async (t) => {
  const { lambda } = await startFunctions(t);
  const { EventSourceMappings } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: 'fn' }),
  );
  t.is(EventSourceMappings?.length, 1);
  const [mapping] = EventSourceMappings ?? [];
  t.like(mapping, { BatchSize: 10, State: 'Enabled', ScalingConfig: { MaximumConcurrency: 2 } });
  const one = await lambda.send(new GetEventSourceMappingCommand({ UUID: mapping?.UUID }));
  t.is(one.EventSourceArn, 'arn:aws:sqs:eu-central-1:000000000000:work');
  await t.throwsAsync(lambda.send(new GetEventSourceMappingCommand({ UUID: 'no' })), {
    name: 'ResourceNotFoundException',
  });
});

test.serial(
  'an invocation gives the payload, with the end of its output where that is asked for',
  async (t) => {
    const { lambda } = await startFunctions(t);
    const echo = await lambda.send(invocation({ do: 'echo', value: ['ä', 1, null] }));
    t.like(echo, { StatusCode: 200, ExecutedVersion: '$LATEST' });
    t.is(echo.FunctionError, undefined);
    t.is(echo.LogResult, undefined);
    t.deepEqual(json(echo.Payload), ['ä', 1, null]);
    const context = await lambda.send(invocation({ do: 'context' }));
    t.is(json(context.Payload).awsRequestId, context.$metadata.requestId);
    const logged = await lambda.send(invocation({ do: 'log', text: 'ö' }, { LogType: 'Tail' }));
    const tail = Buffer.from(logged.LogResult ?? '', 'base64').toString();
    t.deepEqual(tail.trim().split('\n').sort(), ['error ö', 'out ö']);
    t.is(json((await lambda.send(invocation({ do: 'nothing' }))).Payload), null);
  },
);

test.serial('an error of the function is a result, with status 200 and FunctionError', async (t) => {
  const { lambda } = await startFunctions(t, { timeoutSeconds: 1 });
  const failed = await lambda.send(invocation({ do: 'fail' }));
  t.like(failed, { StatusCode: 200, FunctionError: 'Unhandled' });
  const { trace, ...error } = json(failed.Payload);
  t.deepEqual(error, { errorType: 'FaceError', errorMessage: 'no such face' });
  t.regex(trace.join('\n'), /handler\.ts:\d+/);
  const late = await lambda.send(invocation({ do: 'hang' }));
  t.is(late.FunctionError, 'Unhandled');
  t.regex(json(late.Payload).errorMessage, /Task timed out after 1\.00 seconds$/);
});

test.serial('an invocation without payload has an empty object as its event', async (t) => {
  const { lambda } = await startFunctions(t);
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'fn' }));
  t.is(json(Payload).errorMessage, 'unknown task undefined');
});

test.serial('a dry run runs nothing', async (t) => {
  const { lambda, host } = await startFunctions(t);
  t.is((await lambda.send(invocation({ do: 'who' }, { InvocationType: 'DryRun' }))).StatusCode, 204);
  t.is(host.state()[0]?.sandboxes, 0);
});

test.serial(
  'an asynchronous invocation is accepted at once, and tried twice more where it fails',
  async (t) => {
    const { lambda, line, firstError } = await startFunctions(t, {}, { retryMs: [1, 1] });
    const ran = line(/^out later$/);
    const accepted = await lambda.send(invocation({ do: 'log', text: 'later' }, { InvocationType: 'Event' }));
    t.is(accepted.StatusCode, 202);
    t.is(accepted.Payload?.length ?? 0, 0);
    await ran;
    const thrice = line(/Invoke Error/, 3);
    await lambda.send(invocation({ do: 'fail' }, { InvocationType: 'Event' }));
    await thrice;
    t.regex((await firstError).message, /fn was given up after 3 attempts: FaceError: no such face/);
  },
);

test.serial('what is wrong with an invocation is told by the code of Lambda', async (t) => {
  const { lambda } = await startFunctions(t);
  const big = (bytes: number) => invocation('x'.repeat(bytes - 2));
  await t.throwsAsync(lambda.send(new InvokeCommand({ FunctionName: 'fn', Payload: Buffer.from('{') })), {
    name: 'InvalidRequestContentException',
    message: /^Could not parse request body into json/,
  });
  await t.throwsAsync(lambda.send(big(6 * 1024 * 1024 + 1)), { name: 'RequestTooLargeException' });
  const asynchronous = invocation('x'.repeat(1024 * 1024), { InvocationType: 'Event' });
  await t.throwsAsync(lambda.send(asynchronous), {
    name: 'RequestTooLargeException',
    message: /limit 1048576 bytes/,
  });
  await t.throwsAsync(lambda.send(invocation({}, { InvocationType: 'Later' as 'Event' })), {
    name: 'InvalidParameterValueException',
  });
  for (const [FunctionName, shown] of [
    ['other', /function:other$/],
    ['fn:7', /function:fn:7$/],
  ] as const)
    await t.throwsAsync(lambda.send(new InvokeCommand({ FunctionName })), {
      name: 'ResourceNotFoundException',
      message: shown,
    });
});

test.serial('what is not there is said by name, with all that is', async (t) => {
  const { lambda } = await startFunctions(t);
  await t.throwsAsync(lambda.send(new DeleteFunctionCommand({ FunctionName: 'fn' })), {
    name: 'NotImplemented',
    message:
      /^DELETE \/2015-03-31\/functions\/fn is not supported by the local Lambda\. It has: ListFunctions/,
  });
});

test.serial('when the host has stopped, an invocation is a fault of the service', async (t) => {
  const { lambda, host } = await startFunctions(t);
  await host.stop();
  await t.throwsAsync(lambda.send(invocation({ do: 'who' })), { name: 'ServiceException' });
});
