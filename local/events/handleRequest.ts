import type http from 'node:http';
import type { Committer } from '../openCommitter.ts';
import { sendJson } from '../sendJson.ts';
import type { Arns } from './arns.ts';
import * as buses from './busOperations.ts';
import { EventBusError } from './EventBusError.ts';
import type { Catalog } from './openCatalog.ts';
import type { Dispatcher } from './openDispatcher.ts';
import { putEvents } from './putEvents.ts';
import type { Entry } from './readEntry.ts';
import { type Input, isObject } from './readInput.ts';
import * as rules from './ruleOperations.ts';
import * as targets from './targetOperations.ts';

/** What an operation works with. */
export interface Context {
  /** Of the database. */
  committer: Committer;
  catalog: Catalog;
  dispatcher: Dispatcher;
  arns: Arns;
  region: string;
  now(): number;
  /** Told of each event that was taken. */
  heard(entry: Entry): void;
}

type Operation = (input: Input, context: Context) => Input | Promise<Input>;

const OPERATIONS = new Map<string, Operation>([
  ['CreateEventBus', buses.createEventBus],
  ['DeleteEventBus', buses.deleteEventBus],
  ['DescribeEventBus', buses.describeEventBus],
  ['ListEventBuses', buses.listEventBuses],
  ['PutEvents', putEvents],
  ['PutRule', rules.putRule],
  ['DescribeRule', rules.describeRule],
  ['ListRules', rules.listRules],
  ['DeleteRule', rules.deleteRule],
  ['EnableRule', rules.enableRule],
  ['DisableRule', rules.disableRule],
  ['TestEventPattern', rules.testEventPattern],
  ['PutTargets', targets.putTargets],
  ['ListTargetsByRule', targets.listTargetsByRule],
  ['RemoveTargets', targets.removeTargets],
]);

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET = 'AWSEvents.';
/** Above the 1 MB of entries: JSON within JSON may take six bytes for one. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Answers one request of the AWS JSON 1.1 protocol. Never rejects: what goes wrong is the answer. */
export async function handleRequest(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  context: Context,
): Promise<void> {
  try {
    const operation = readOperation(request);
    send(response, 200, await operation(parse(await readBody(request)), context));
  } catch (error) {
    const { status, code, message } = asEventBusError(error);
    send(response, status, { __type: code, message });
  }
}

function readOperation(request: http.IncomingMessage): Operation {
  const type = request.headers['content-type'] ?? '';
  if (request.method !== 'POST' || !type.startsWith(CONTENT_TYPE))
    throw new EventBusError(
      'UnknownOperationException',
      `The local event bus speaks AWS JSON 1.1: a POST with content-type ${CONTENT_TYPE}, ` +
        `and this is a ${request.method} with content-type ${type || 'none'}.`,
    );
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : undefined;
  const operation = name === undefined ? undefined : OPERATIONS.get(name);
  if (operation) return operation;
  throw new EventBusError(
    'UnknownOperationException',
    name === undefined
      ? `X-Amz-Target is ${target === '' ? 'missing' : target}, and must be ${TARGET}<operation>.`
      : `The operation ${name} is not supported by the local event bus. It has: ${[...OPERATIONS.keys()].join(', ')}.`,
  );
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // What is over the limit is read to its end and thrown away, so that the client gets to see the answer.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES)
    throw new EventBusError(
      'RequestEntityTooLargeException',
      `The request has ${bytes} bytes, and at most ${MAX_BODY_BYTES} are read. Send fewer entries.`,
      413,
    );
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): Input {
  try {
    const input: unknown = body === '' ? {} : JSON.parse(body);
    if (isObject(input)) return input;
  } catch {
    // said below, as of any other body that is no JSON object
  }
  throw new EventBusError('SerializationException', 'The body of the request must be a JSON object.');
}

function asEventBusError(error: unknown): EventBusError {
  if (error instanceof EventBusError) return error;
  // InternalException is retried by the SDKs, as it should be: a full disk may be empty again.
  const reason = error instanceof Error ? error.message : String(error);
  return new EventBusError('InternalException', `The local event bus failed: ${reason}`, 500);
}

function send(response: http.ServerResponse, status: number, body: Input): void {
  sendJson(response, status, body, { 'content-type': CONTENT_TYPE });
}
