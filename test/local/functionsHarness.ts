import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { ExecutionContext } from 'ava';
import { openFunctions } from '../../local/functions/openFunctions.ts';
import { serviceOf } from '../../local/gateway/serviceOf.ts';
import type { FunctionSpec } from '../../local/lambda/openLambdaHost.ts';
import { handleRequest as handleLogs } from '../../local/logs/handleRequest.ts';
import { openLogs } from '../../local/logs/openLogs.ts';
import { fixture, openTestHost } from './fixtures/lambda/openTestHost.ts';

const REGION = 'eu-central-1';

/** Lambda's and CloudWatch Logs' API of a host with the function `fn`, with real clients. */
export async function startFunctions(
  t: ExecutionContext,
  spec: Partial<FunctionSpec> = {},
  options: { retryMs?: number[]; now?: () => number } = {},
) {
  const logs = openLogs(['fn'], options.now);
  const watchers: ((line: string) => void)[] = [];
  const host = openTestHost(t, spec, {
    onLog(line) {
      logs.record(line);
      for (const watcher of watchers) watcher(line.line);
    },
  });
  const described = {
    name: 'fn',
    file: fixture('handler.ts'),
    handler: 'functions/fn/handler.ts',
    timeoutSeconds: 60,
    memoryMb: 512,
    maximumConcurrency: 1,
    environment: { COLOUR: 'red' },
    sources: [
      {
        queueArn: `arn:aws:sqs:${REGION}:000000000000:work`,
        batchSize: 10,
        batchWindowSeconds: 0,
        maximumConcurrency: 2,
      },
    ],
  };
  const errors: Error[] = [];
  const given = Promise.withResolvers<Error>();
  const closing = new AbortController();
  const lambda = openFunctions({
    functions: [described],
    host,
    logs,
    region: REGION,
    onError(error) {
      errors.push(error);
      given.resolve(error);
    },
    signal: closing.signal,
    ...(options.retryMs && { retryMs: options.retryMs }),
  });
  const server = createServer((request, response) =>
    serviceOf(request) === 'logs'
      ? void handleLogs(request, response, { logs, region: REGION })
      : lambda(request, response),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
  t.teardown(() => {
    closing.abort();
    server.close();
    server.closeAllConnections();
  });
  return {
    host,
    endpoint,
    errors,
    firstError: given.promise,
    lambda: new LambdaClient(config),
    cloudWatch: new CloudWatchLogsClient(config),
    /** Resolves when the function has written the `nth` line that matches, from now on. */
    line: (pattern: RegExp, nth = 1) =>
      new Promise<void>((resolve) => {
        let matches = 0;
        watchers.push((line) => {
          if (pattern.test(line) && ++matches === nth) resolve();
        });
      }),
  };
}
