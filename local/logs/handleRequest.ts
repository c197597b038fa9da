import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../events/readInput.ts';
import { readBody } from '../readBody.ts';
import { LogError } from './LogError.ts';
import type { Logs } from './openLogs.ts';
import { type Input, OPERATIONS, type Operation } from './operations.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET = 'Logs_20140328.';
const MAX_BODY_BYTES = 1024 * 1024;

/** Answers one request of CloudWatch Logs' JSON protocol. Never rejects: what goes wrong is the answer. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: { logs: Logs; region: string },
): Promise<void> {
  try {
    const operation = readOperation(request);
    send(response, 200, operation(parse(await readBody(request, MAX_BODY_BYTES)), context));
  } catch (error) {
    if (error instanceof LogError) return send(response, 400, { __type: error.code, message: error.message });
    const message = `The local logs failed: ${(error as Error).message}`;
    send(response, 500, { __type: 'InternalFailure', message });
  }
}

function readOperation(request: IncomingMessage): Operation {
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : '';
  const operation = OPERATIONS.get(name);
  if (operation) return operation;
  throw new LogError(
    'UnknownOperationException',
    `${name || 'What the request asks for'} is not supported by the local CloudWatch Logs. It has: ${[...OPERATIONS.keys()].join(', ')}.`,
  );
}

function parse(body: Buffer | undefined): Input {
  try {
    const input: unknown = JSON.parse(body?.toString('utf8') || '{}');
    if (isObject(input)) return input;
  } catch {
    // said below, as of any other body that is no JSON object
  }
  throw new LogError('SerializationException', 'The body of the request must be a JSON object.');
}

function send(response: ServerResponse, status: number, body: Input): void {
  if (response.destroyed || response.headersSent) return;
  response
    .writeHead(status, { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID() })
    .end(JSON.stringify(body));
}
