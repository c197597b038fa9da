import { Agent, type IncomingMessage, request } from 'node:http';
import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Context } from 'aws-lambda';
import { cacheCode } from '../cacheCode.ts';
import type { InvocationError } from './invocation.ts';

/*
 * The runtime interface client: what runs in a sandbox. Load the handler, then for ever: next, handle, answer.
 * Behaves as AWS's own for Node.js 24 (aws-lambda-nodejs-runtime-interface-client): handlers return a value or
 * a promise, callbacks are no longer called; the same error types and exit codes.
 */
type Handle = (event: unknown, context: Context) => unknown;
type Report = (error: InvocationError) => Promise<unknown>;

// Ctrl-C reaches every process of the terminal; the host alone decides when a sandbox ends.
process.on('SIGINT', () => {});

const environment = (name: string) => process.env[name] ?? '';
const [host = '', port = ''] = environment('AWS_LAMBDA_RUNTIME_API').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
new Worker(new URL('./lifeline.mjs', import.meta.url), {
  workerData: { host, port: Number(port) },
  execArgv: [],
  env: {},
  resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
}).unref();

/** Who is to hear of an error that no one caught; undefined between two invocations. */
let report: Report | undefined = (error) => post('/init/error', error);
process.on('uncaughtException', (error) => fail('Uncaught Exception', describe(error), 129));
process.on('unhandledRejection', (reason) => {
  const { errorMessage, stackTrace } = describe(reason);
  fail('Unhandled Promise Rejection', unhandled(errorMessage, stackTrace), 128);
});

cacheCode();
const handle = await load(environment('_HANDLER')).catch((error: unknown) =>
  fail('Init Error', describe(error), 1),
);
// Now, as a process that is ended by a signal would keep nothing. Nothing is written where nothing is new.
flushCompileCache();
for (;;) {
  const next = await call('GET', '/invocation/next');
  const context = contextOf(next);
  const path = `/invocation/${context.awsRequestId}`;
  report = (error) => post(`${path}/error`, error);
  process.env._X_AMZN_TRACE_ID = header(next, 'lambda-runtime-trace-id');
  try {
    const result = await handle(JSON.parse(next.body), context);
    await call('POST', `${path}/response`, serialise(result));
  } catch (error) {
    log('Invoke Error', describe(error));
    await report(describe(error));
  }
  report = undefined;
}

async function load(file: string): Promise<Handle> {
  const module = await import(pathToFileURL(file).href).catch((error: Error & { code?: string }) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND') error.name = 'Runtime.ImportModuleError';
    else if (error instanceof SyntaxError) error.name = 'Runtime.UserCodeSyntaxError';
    throw error;
  });
  if (typeof module.handler !== 'function')
    throw named('Runtime.HandlerNotFound', `${file}: handler is undefined or not exported`);
  if (module.handler.length >= 3)
    throw named(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
        'Take two parameters, event and context, and return a value or a promise.',
    );
  return module.handler;
}

function contextOf(next: Answer): Context {
  const deadline = Number(header(next, 'lambda-runtime-deadline-ms'));
  const notThere = () => {
    throw new Error('done, fail and succeed are gone since Node.js 24. Return a value, or throw.');
  };
  return {
    awsRequestId: header(next, 'lambda-runtime-aws-request-id'),
    invokedFunctionArn: header(next, 'lambda-runtime-invoked-function-arn'),
    functionName: environment('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: environment('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: environment('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: environment('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: environment('AWS_LAMBDA_LOG_STREAM_NAME'),
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: notThere,
    fail: notThere,
    succeed: notThere,
  };
}

function serialise(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (cause) {
    throw named('Runtime.JSONStringifyError', 'Unable to stringify response body', cause);
  }
}

function named(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}

function describe(error: unknown): InvocationError {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), stackTrace: [] };
  const stackTrace = (error.stack ?? '').split('\n');
  return { errorType: error.name, errorMessage: error.message, stackTrace };
}

function unhandled(errorMessage: string, stackTrace: string[] = []): InvocationError {
  return { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, stackTrace };
}

/** One line on stderr, as AWS's client writes it. */
function log(what: string, error: InvocationError): void {
  process.stderr.write(`${new Date().toISOString()}\tERROR\t${what}\t${JSON.stringify(error)}\n`);
}

/** Says to the host what went wrong, and ends: after an error that no one caught the process is not to be trusted. */
async function fail(what: string, error: InvocationError, code: number): Promise<never> {
  log(what, error);
  await report?.(error);
  process.exit(code);
}

interface Answer {
  headers: IncomingMessage['headers'];
  body: string;
}

function header(answer: Answer, name: string): string {
  return String(answer.headers[name] ?? '');
}

function post(path: string, error: InvocationError): Promise<Answer> {
  return call('POST', path, JSON.stringify(error));
}

/** One request to the host. Where the host cannot be reached there is no one to work for: the process ends. */
function call(method: string, path: string, body?: string): Promise<Answer> {
  return new Promise((resolve) => {
    const gone = () => process.exit(1);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body ?? '') };
    request({ host, port, agent, method, headers, path: `/2018-06-01/runtime${path}` }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
      response.on('error', gone);
    })
      .on('error', gone)
      .end(body);
  });
}
