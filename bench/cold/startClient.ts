import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { InvocationResult } from '../../local/lambda/invocation.ts';
import { openRuntimeApi } from '../../local/lambda/runtimeApi.ts';
import { sandboxEnvironment } from '../../local/lambda/sandboxEnvironment.ts';

/** What speaks the Runtime API in the function's process: AWS's own client, or that of `npm start`. */
export type ClientName = 'aws-lambda-ric' | 'local';

const ROOT = resolve(import.meta.dirname, '../..');
const RIC = join(ROOT, 'tools/lambda-ric/node_modules/aws-lambda-ric');

/** AWS's client is there only where `npm run tool:lambda-ric` has built it. */
export function clientsHere(): ClientName[] {
  return existsSync(join(RIC, 'rapid-client.node')) ? ['aws-lambda-ric', 'local'] : ['local'];
}

/** One process of a function. */
export interface Client {
  /** Milliseconds from the start of the process until it asked for work. */
  readyMs: number;
  /** The function's answer, and how long it took. */
  invoke(payload: object): Promise<{ result: InvocationResult; ms: number }>;
  stop(): Promise<void>;
}

/** A process that ended or could not begin, instead of answering. */
class ClientError extends Error {
  override name = 'ClientError';
}

/**
 * Starts a process as Lambda does, and waits until it asks for work.
 * @param folder where `handler.mjs` lies
 * @throws ClientError where the init fails
 */
export async function startClient(
  name: ClientName,
  folder: string,
  environment: Record<string, string>,
): Promise<Client> {
  let asks = Promise.withResolvers<void>(); // it waits for work, and no invocation was given to it since
  let answered = Promise.withResolvers<InvocationResult>();
  let said = '';
  const fail = (why: string) => {
    const error = new ClientError(`The process of ${name} ${why}; it has written ${said || 'nothing'}`);
    asks.reject(error);
    answered.reject(error);
  };
  answered.promise.catch(() => {});
  const api = await openRuntimeApi({
    ready: () => asks.resolve(),
    left: () => {},
    answered: (result) => answered.resolve(result),
    initFailed: ({ errorType, errorMessage }) => fail(`failed: ${errorType}: ${errorMessage}`),
  });
  const file = join(folder, 'handler.mjs');
  const spec = {
    name: 'analyse',
    file,
    timeoutSeconds: 60,
    memoryMb: 3008,
    maximumConcurrency: 1,
    environment,
  };
  const isAws = name === 'aws-lambda-ric';
  const started = performance.now();
  const child = spawn(process.execPath, isAws ? [join(RIC, 'index.mjs')] : local, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...sandboxEnvironment({ spec, region: 'us-east-1', api: api.address, logStream: 'cold' }),
      ...(isAws && { _HANDLER: 'handler.handler', LAMBDA_TASK_ROOT: folder }),
    },
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
  const ended = once(child, 'close').then(([code, signal]) => fail(`ended with ${signal ?? `code ${code}`}`));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    api.close();
  };
  try {
    await asks.promise;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    readyMs: performance.now() - started,
    async invoke(payload) {
      await asks.promise;
      asks = Promise.withResolvers();
      asks.promise.catch(() => {}); // whoever invokes next hears of it
      answered = Promise.withResolvers();
      const requestId = crypto.randomUUID();
      const given = performance.now();
      api.give(
        { requestId, payload: JSON.stringify(payload) },
        {
          'lambda-runtime-aws-request-id': requestId,
          'lambda-runtime-deadline-ms': String(Date.now() + 60_000),
          'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:000000000000:function:analyse',
          'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
        },
      );
      const result = await answered.promise;
      return { result, ms: performance.now() - given };
    },
    stop,
  };
}

const local = ['--disable-warning=ExperimentalWarning', join(ROOT, 'local/lambda/runtime.ts')];
