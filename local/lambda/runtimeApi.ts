import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLocal } from '../gateway/isLocal.ts';
import { readBody } from '../readBody.ts';
import { responseTooLarge } from './failures.ts';
import {
  type Invocation,
  type InvocationError,
  type InvocationResult,
  MAX_RESPONSE_BYTES,
} from './invocation.ts';

/** What the runtime in the sandbox tells its host. */
export interface RuntimeEvents {
  /** It waits for work, and owes no answer. */
  ready(): void;
  /** It waited for work and went away. */
  left(): void;
  /** The answer to the invocation that was given to it; comes once an invocation. */
  answered(result: InvocationResult): void;
  initFailed(error: InvocationError): void;
}

export interface RuntimeApi {
  /** `host:port`, the value of AWS_LAMBDA_RUNTIME_API. */
  address: string;
  /** Answers the waiting /next. Only after `ready`. */
  give(invocation: Invocation, headers: Record<string, string>): void;
  close(): void;
}

const PATH = /^\/2018-06-01\/runtime\/(?:(init\/error)|invocation\/(?:(next)|([^/]+)\/(response|error)))$/;

/**
 * The Lambda Runtime API for one sandbox (Lambda guide, "Using the Lambda runtime API for custom runtimes"),
 * on 127.0.0.1 and a free port. Other codes and bodies than those of the page are those of AWS's runtime
 * interface emulator.
 */
export async function openRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined; // the /next that has no answer yet
  let owed: string | undefined; // request id of the invocation that has no answer yet
  let started = false;

  const next = (response: ServerResponse) => {
    started = true;
    if (waiting) return refuse(response, 403, 'InvalidStateTransition', 'Another /next is waiting');
    waiting = response;
    response.on('close', () => {
      if (waiting !== response) return;
      waiting = undefined;
      events.left();
    });
    // A runtime that asks on without having answered gets nothing until it answers, or its time is up.
    if (owed === undefined) events.ready();
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, id: string, isError: boolean) => {
    const body = await bodyOf(request, MAX_RESPONSE_BYTES);
    if (owed === undefined || id !== owed)
      return refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    owed = undefined;
    if (body === undefined) {
      const text = `Exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
      refuse(response, 413, 'RequestEntityTooLarge', text);
      events.answered({ ok: false, error: responseTooLarge() });
    } else {
      accept(response);
      events.answered(isError ? { ok: false, error: errorOf(body) } : resultOf(body));
    }
    if (waiting) events.ready();
  };

  const server = createServer((request, response) => {
    if (!isLocal(request))
      return refuse(response, 403, 'Forbidden', 'The Runtime API serves its sandbox only');
    const [, init, isNext, id, kind] = PATH.exec(request.url ?? '') ?? [];
    if (request.method === 'GET' && isNext) return next(response);
    if (request.method === 'POST' && id !== undefined)
      return void answer(request, response, id, kind === 'error').catch(() => response.destroy());
    if (request.method === 'POST' && init)
      return void bodyOf(request, MAX_RESPONSE_BYTES).then(
        (body) => {
          if (started) return refuse(response, 403, 'InvalidStateTransition', 'Initialisation is over');
          accept(response);
          events.initFailed(errorOf(body ?? ''));
        },
        () => response.destroy(),
      );
    refuse(response, 404, 'NotFound', `${request.method} ${request.url} is not in the Runtime API`);
  });
  // "Do not set a timeout on the GET request": a runtime may wait for hours, and so does its silent lifeline.
  server.requestTimeout = server.headersTimeout = server.keepAliveTimeout = server.timeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    give(invocation, headers) {
      const response = waiting;
      waiting = undefined;
      owed = invocation.requestId;
      response?.writeHead(200, { 'content-type': 'application/json', ...headers }).end(invocation.payload);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The body as text; undefined where it has more than `limit` bytes. */
async function bodyOf(request: IncomingMessage, limit: number): Promise<string | undefined> {
  return (await readBody(request, limit))?.toString('utf8');
}

function resultOf(body: string): InvocationResult {
  try {
    return { ok: true, payload: body === '' ? null : JSON.parse(body) };
  } catch {
    // Lambda passes the bytes on as they are; here a payload is a value, so what is no JSON is an error.
    const errorMessage = `The response is not JSON: ${body.slice(0, 100)}`;
    return { ok: false, error: { errorType: 'Function.InvalidResponse', errorMessage } };
  }
}

function errorOf(body: string): InvocationError {
  try {
    const { errorType, errorMessage, stackTrace } = JSON.parse(body) as Partial<InvocationError>;
    return {
      errorType: String(errorType ?? 'Runtime.Unknown'),
      errorMessage: String(errorMessage ?? ''),
      ...(Array.isArray(stackTrace) && { stackTrace: stackTrace.map(String) }),
    };
  } catch {
    return { errorType: 'Runtime.Unknown', errorMessage: 'Invalid error body' };
  }
}

const accept = (response: ServerResponse) =>
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}\n');

const refuse = (response: ServerResponse, status: number, errorType: string, errorMessage: string) =>
  void response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(`${JSON.stringify({ errorMessage, errorType })}\n`);
