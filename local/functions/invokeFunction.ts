import { randomUUID } from 'node:crypto';
import { isJson } from '../isJson.ts';
import { pause } from '../lambda/backoff.ts';
import { STOPPED } from '../lambda/failures.ts';
import type { InvocationError } from '../lambda/invocation.ts';
import type { LambdaHost } from '../lambda/openLambdaHost.ts';
import type { Logs } from '../logs/openLogs.ts';
import { FunctionError } from './FunctionError.ts';

export interface Invoking {
  host: LambdaHost;
  logs: Logs;
  onError(error: Error): void;
  /** Ends what waits for another try. */
  signal: AbortSignal;
  /** Between the tries of an asynchronous invocation. */
  retryMs: number[];
}

export interface InvokeAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** API reference, Invoke, Payload: "6 MB for synchronous invocations and 1 MB for asynchronous" ones. */
const MAX_ASYNC_BYTES = 1024 * 1024;
/** API reference, Invoke, LogResult: "the last 4 KB". */
const TAIL_BYTES = 4096;

/** Invoke: the result of the function, or of an error in it, with status 200; 202 for a later one. */
export async function invokeFunction(
  name: string,
  payload: string,
  { type, tail }: { type: string; tail: boolean },
  context: Invoking,
): Promise<InvokeAnswer> {
  const text = payload === '' ? '{}' : payload;
  if (!isJson(text))
    throw new FunctionError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${text.slice(0, 100)}`,
    );
  const executed = { 'x-amz-executed-version': '$LATEST' };
  if (type === 'DryRun') return { status: 204, headers: executed, body: '' };
  const requestId = randomUUID();
  if (type === 'Event') {
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_ASYNC_BYTES)
      throw tooLarge(
        `${bytes} byte payload is too large for the Event invocation type (limit ${MAX_ASYNC_BYTES} bytes)`,
      );
    void invokeLater(name, text, requestId, context);
    return { status: 202, headers: { 'x-amzn-requestid': requestId }, body: '' };
  }
  const result = await context.host.invokeJson(name, text, requestId);
  if (!result.ok && result.error.errorType === 'RequestTooLargeException')
    throw tooLarge(result.error.errorMessage);
  if (!result.ok && result.error.errorType === STOPPED)
    throw new FunctionError('ServiceException', result.error.errorMessage, 500);
  return {
    status: 200,
    headers: {
      ...executed,
      'x-amzn-requestid': requestId,
      ...(!result.ok && { 'x-amz-function-error': 'Unhandled' }),
      ...(tail && { 'x-amz-log-result': lastLines(requestId, context.logs) }),
    },
    body: JSON.stringify(result.ok ? (result.payload ?? null) : errorBody(result.error)),
  };
}

/**
 * "Lambda attempts to run it two more times" (Lambda guide, "Error handling for asynchronous invocations"). What waits
 * is in memory: it ends with the process, which in the cloud it would not.
 */
async function invokeLater(name: string, text: string, requestId: string, context: Invoking): Promise<void> {
  const { host, signal, retryMs, onError } = context;
  for (let attempt = 0; ; attempt++) {
    const result = await host.invokeJson(name, text, requestId);
    if (result.ok || signal.aborted) return;
    const wait = retryMs[attempt];
    if (wait === undefined)
      return onError(
        new Error(
          `An asynchronous invocation of ${name} was given up after ${attempt + 1} attempts: ` +
            `${result.error.errorType}: ${result.error.errorMessage}`,
        ),
      );
    await pause(wait, signal);
    if (signal.aborted) return;
  }
}

/** The trace has another name here than in the Runtime API. */
function errorBody({ errorType, errorMessage, stackTrace }: InvocationError) {
  return { errorType, errorMessage, ...(stackTrace && { trace: stackTrace }) };
}

function lastLines(requestId: string, logs: Logs): string {
  const lines = logs
    .groups()
    .flatMap(({ events }) => events.filter((event) => event.requestId === requestId))
    .map(({ message }) => `${message}\n`);
  return Buffer.from(lines.join('')).subarray(-TAIL_BYTES).toString('base64');
}

const tooLarge = (message: string) => new FunctionError('RequestTooLargeException', message, 413);
